import type { PictureFetcher } from '../articles/picture.js';
import type { HttpClient } from './http-client.js';
import { statusFault } from './http-faults.js';

/** Bytes. Agencies deliver up to 12 MB from the camera. */
const MAX_BYTES = 15_000_000;
/** A picture that is not there, or behind a wall, will not be there for readers either. */
const FOR_GOOD: ReadonlySet<number> = new Set([401, 403, 404, 410, 451]);
/** The client refuses what lies in the newsroom's own network; readers would find nothing there. */
const PRIVATE = /FETCH_ALLOW/;

export function createPictureFetcher({ client }: { client: HttpClient }): PictureFetcher {
  return {
    async fetch(url) {
      const headers = { accept: 'image/avif,image/webp,image/jpeg,image/png,image/gif,image/*;q=0.5' };
      const answer = await client.send({ url, headers, maxBytes: MAX_BYTES });
      if (answer.kind === 'failed') return { fault: answer.reason, forGood: PRIVATE.test(answer.reason) };
      if (answer.status === 200) return { bytes: answer.bytes };
      return { fault: statusFault(answer.status), forGood: FOR_GOOD.has(answer.status) };
    },
  };
}
