import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import { done, type Outcome } from '../kernel/refusal.js';
import { resolveBase } from './absolute-url.js';
import { decodeBytes } from './decode-bytes.js';
import { readManners } from './feed-manners.js';
import { notAFeed, readFeedText } from './feed-text.js';
import { languageTag } from './language-tag.js';
import type { ParsedEntry, ParsedFeed, RawFeed } from './parsed-feed.js';
import { plainTitle } from './plain-text.js';
import { readAtom } from './read-atom.js';
import { readEntry } from './read-entry.js';
import { readJsonFeed } from './read-json-feed.js';
import { readRdf, readRss } from './read-rss.js';
import { repairMojibake } from './repair-mojibake.js';

/** Londonist, the longest feed known, has 2.7 MB. */
export const MAX_FEED_BYTES = 5_000_000;
const MAX_ENTRIES = 500;

export interface FeedBytes {
  readonly bytes: Uint8Array;
  /** Where they came from, after redirects. */
  readonly url?: string;
  /** HTTP headers with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes of RSS, RDF, Atom or JSON Feed to its entries; whatever else is refused in a sentence. Never throws. */
export function parseFeed({ bytes, url, headers = {} }: FeedBytes): Outcome<ParsedFeed> {
  if (bytes.length > MAX_FEED_BYTES) return notAFeed(`The feed is larger than ${MAX_FEED_BYTES / 1_000_000} MB.`);
  const text = readFeedText(repairMojibake(decodeBytes(bytes, headers['content-type']).text), url);
  if (!text.ok) return text;
  const raw = readRaw(text.value);
  if (!raw.ok) return raw;
  const around = { feed: raw.value, documentUrl: resolveBase(headers['content-location'], url) };
  const entries = raw.value.entries
    .slice(0, MAX_ENTRIES)
    .map((entry) => readEntry(entry, around))
    .filter(saysSomething);
  return done({
    format: raw.value.format,
    title: plainTitle(raw.value.title ?? '') || null,
    language: languageTag(raw.value.language),
    entries,
    warnings: warningsOf(raw.value, entries),
    manners: readManners(text.value, url),
  });
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

/** Publishers close their items with an empty `<item />` now and then. */
const saysSomething = ({ guid, url, title, dek, author, image, publishedAt }: ParsedEntry): boolean =>
  [guid, url, title, dek, author, image, publishedAt].some((value) => value !== null);

function warningsOf(raw: RawFeed, entries: readonly ParsedEntry[]): readonly string[] {
  const count = (test: (entry: ParsedEntry) => boolean) => entries.filter(test).length;
  const linkless = count((entry) => entry.url === null);
  const untitled = count((entry) => entry.title === null);
  return [
    ...(entries.length === 0 ? ['The feed has no entries.'] : []),
    ...(raw.entries.length > MAX_ENTRIES ? [`Only the first ${MAX_ENTRIES} entries are read.`] : []),
    ...(linkless > 0 ? [`Entries without a usable link, left out: ${linkless}.`] : []),
    ...(untitled > 0 ? [`Entries without a title or text, left out: ${untitled}.`] : []),
  ];
}
