import { done, type Outcome } from '../kernel/refusal.js';
import { decodeBytes } from './decode-bytes.js';
import { resolveBase } from './absolute-url.js';
import { readManners } from './feed-manners.js';
import { notAFeed } from './feed-text.js';
import { parsedFeed } from './parsed-from-raw.js';
import type { ParsedFeed } from './parsed-feed.js';
import { readFeed } from './read-feed.js';
import { repairMojibake } from './repair-mojibake.js';
import type { SourceKind } from './source.js';

/** Londonist, the longest feed known, has 2.7 MB. */
export const MAX_FEED_BYTES = 5_000_000;

/** What is put at a feed's address by mistake, by its first bytes. */
const FILES: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'a packed file (gzip)'],
  [[0x50, 0x4b, 0x03, 0x04], 'a packed file (zip)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
];

export interface FeedBytes {
  readonly bytes: Uint8Array;
  /** Where they came from, after redirects. */
  readonly url?: string;
  /** HTTP headers with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What they are said to be; a feed when absent. */
  readonly kind?: SourceKind;
}

/** Bytes of RSS, RDF, Atom or JSON Feed to its entries; whatever else is refused in a sentence. Never throws. */
export function parseFeed({ bytes, url, headers = {} }: FeedBytes): Outcome<ParsedFeed> {
  if (bytes.length > MAX_FEED_BYTES) return notAFeed(`The feed is larger than ${MAX_FEED_BYTES / 1_000_000} MB.`);
  const kind = FILES.find(([start]) => start.every((byte, at) => bytes[at] === byte))?.[1];
  if (kind !== undefined) return notAFeed(`This is ${kind}, not a feed.`);
  const documentUrl = resolveBase(headers['content-location'], url);
  const text = repairMojibake(decodeBytes(bytes, headers['content-type']).text);
  const read = readFeed(text, documentUrl);
  if (!read.ok) return read;
  return done({ ...parsedFeed(read.value.feed, documentUrl, read.value), manners: readManners(text, url) });
}
