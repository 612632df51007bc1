import { refuse } from '../../kernel/refusal.js';
import { redactKeys } from '../redact-keys.js';
import type { Trail } from './search-trail.js';

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

/** The address cannot be judged just now. */
export const notNow = (url: string, fault: string) =>
  refuse({ code: 'source.failed', kind: 'unavailable', detail: redactKeys(`${url}: ${fault} Try again in a while.`) });
