import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import { done, type Outcome } from '../kernel/refusal.js';
import { decodeBytes } from './decode-bytes.js';
import { readManners } from './feed-manners.js';
import { notAFeed, readFeedText } from './feed-text.js';
import { MAX_ENTRIES, parsedFeed } from './parsed-from-raw.js';
import type { ParsedFeed, RawFeed } from './parsed-feed.js';
import { readAtom } from './read-atom.js';
import { readJsonFeed } from './read-json-feed.js';
import { readRdf, readRss } from './read-rss.js';
import { repairMojibake } from './repair-mojibake.js';
import type { SourceKind } from './source.js';

/** Londonist, the longest feed known, has 2.7 MB. */
export const MAX_FEED_BYTES = 5_000_000;

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
  const text = readFeedText(repairMojibake(decodeBytes(bytes, headers['content-type']).text), url);
  if (!text.ok) return text;
  const raw = readRaw(text.value);
  if (!raw.ok) return raw;
  return done({ ...parsedFeed(raw.value, url, headers['content-location']), manners: readManners(text.value, url) });
}

function readRaw(text: string): Outcome<RawFeed> {
  try {
    return done(readParsed(parseWithFeedsmith(text, { maxItems: MAX_ENTRIES + 1 })));
  } catch {
    return notAFeed(
      'This is no RSS, Atom or JSON Feed that can be read. Open the address in a browser to see what it is.',
    );
  }
}

function readParsed(parsed: ReturnType<typeof parseWithFeedsmith<string>>): RawFeed {
  if (parsed.format === 'rss') return readRss(parsed.feed);
  if (parsed.format === 'rdf') return readRdf(parsed.feed);
  if (parsed.format === 'atom') return readAtom(parsed.feed);
  return readJsonFeed(parsed.feed);
}
