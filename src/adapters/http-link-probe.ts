import type { LinkProbe } from '../articles/link-probe.js';
import type { HttpClient } from './http-client.js';

/** Only what is wrong is read, and of that nothing. */
const MAX_BYTES = 1_000_000;

/** HEAD, then GET where HEAD does not say that the page is there: some servers answer 404, 405 or 501 to HEAD alone. */
export function createLinkProbe({ client }: { client: HttpClient }): LinkProbe {
  const ask = async (url: string, method: 'GET' | 'HEAD') => client.send({ url, method, maxBytes: MAX_BYTES });
  return {
    async status(url) {
      const head = await ask(url, 'HEAD');
      if (head.kind === 'failed') return null;
      if (head.status < 400) return head.status;
      const get = await ask(url, 'GET');
      return get.kind === 'failed' ? null : get.status;
    },
  };
}
