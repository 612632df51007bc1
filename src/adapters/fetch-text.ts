import { Agent, request } from 'undici';
import { SECOND } from '../kernel/clock.js';
import { pinnedLookup, resolveWithSystem } from './http-addresses.js';
import { readBody } from './http-body.js';
import { readTarget } from './http-target.js';

const TIMEOUT = 5 * SECOND;
const MAX_BYTES = 64 * 1024;

/**
 * Fetches a small text from a public address on 80 or 443; follows no redirect, so that whoever checked the address knows
 * who was asked. Undefined when it cannot be had.
 */
export function createTextFetcher(): (url: string) => Promise<string | undefined> {
  return async (address) => {
    const target = readTarget(address, { allow: [] });
    if ('fault' in target) return undefined;
    const signal = AbortSignal.timeout(TIMEOUT);
    let dispatcher: Agent | undefined;
    try {
      dispatcher = new Agent({ connect: { lookup: await pinnedLookup(resolveWithSystem, target, signal) } });
      const { statusCode, headers, body } = await request(target.url, { dispatcher, signal });
      if (statusCode !== 200) return undefined;
      const encoding = headers['content-encoding'];
      return Buffer.from(await readBody(body, String(encoding ?? 'identity'), MAX_BYTES)).toString('utf8');
    } catch {
      return undefined;
    } finally {
      await dispatcher?.destroy();
    }
  };
}
