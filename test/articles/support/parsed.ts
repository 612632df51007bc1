import { parseFeed } from '../../../src/articles/parse-feed.js';
import type { ParsedFeed } from '../../../src/articles/parsed-feed.js';

const URL_OF_FEED = 'https://tern.example/feeds/all.xml';

/** The feed, or an error in the words of the refusal. */
export function parse(text: string | Uint8Array, headers: Record<string, string> = {}): ParsedFeed {
  const parsed = parseFeed({ bytes: typeof text === 'string' ? Buffer.from(text) : text, url: URL_OF_FEED, headers });
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return parsed.value;
}

export function refusalOf(text: string): string {
  const parsed = parseFeed({ bytes: Buffer.from(text), url: URL_OF_FEED });
  return parsed.ok ? 'accepted' : parsed.refusal.detail;
}

/** The first entry. */
export const only = (text: string) => {
  const [entry] = parse(text).entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
};
