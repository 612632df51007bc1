import { refuse } from '../../kernel/refusal.js';
import { redactKeys } from '../redact-keys.js';
import type { Failed, Trail } from './search-trail.js';

/** Request Timeout, Too Early, Too Many Requests. */
const COME_AGAIN: readonly number[] = [408, 425, 429];

/** A fault of the moment: no answer, or one that asks to come again; not one that only a setting can change. */
export function mayPass(failed: Failed | undefined): boolean {
  if (failed === undefined || failed.reason.includes('FETCH_ALLOW')) return false;
  return failed.status === null || failed.status >= 500 || COME_AGAIN.includes(failed.status);
}

interface Nothing {
  readonly url: string;
  /** What is wrong with the address, a sentence. */
  readonly fault: string;
  /** A right address. */
  readonly example?: string;
}

const EXAMPLE = 'https://example.org/feed.xml';

/** Says why an address is no source, what was tried, and what a right one looks like. */
export function nothingFound(trail: Trail, { url, fault, example = EXAMPLE }: Nothing) {
  const tried = trail.tried(url);
  const words = redactKeys(`${url}: ${fault}${tried.length > 0 ? ` Tried: ${tried.join('; ')}.` : ''}`);
  const right = redactKeys(example);
  return refuse({
    code: 'source.unreadable',
    kind: 'invalid',
    detail: `${words} A right address: ${right}`,
    errors: [{ field: 'url', fault: words, example: right }],
  });
}
