import { done, type Outcome } from '../kernel/refusal.js';
import { resolveBase } from './absolute-url.js';
import { decodeBytes } from './decode-bytes.js';
import { notAFeed } from './feed-text.js';
import { languageTag } from './language-tag.js';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.js';
import { plainTitle } from './plain-text.js';
import { firstByline, readEntry } from './read-entry.js';
import { readFeed, type ReadFeed } from './read-feed.js';
import { repairMojibake } from './repair-mojibake.js';

/** Londonist, the longest feed known, has 2.7 MB. */
export const MAX_FEED_BYTES = 5_000_000;
const MAX_ENTRIES = 500;

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
}

/** Bytes of RSS, RDF, Atom or JSON Feed to its entries; whatever else is refused in a sentence. Never throws. */
export function parseFeed({ bytes, url, headers = {} }: FeedBytes): Outcome<ParsedFeed> {
  if (bytes.length > MAX_FEED_BYTES) return notAFeed(`The feed is larger than ${MAX_FEED_BYTES / 1_000_000} MB.`);
  const kind = FILES.find(([start]) => start.every((byte, at) => bytes[at] === byte))?.[1];
  if (kind !== undefined) return notAFeed(`This is ${kind}, not a feed.`);
  const documentUrl = resolveBase(headers['content-location'], url);
  const read = readFeed(repairMojibake(decodeBytes(bytes, headers['content-type']).text), documentUrl);
  if (!read.ok) return read;
  const { feed } = read.value;
  const entries = feed.entries
    .slice(0, MAX_ENTRIES)
    .map((entry) => readEntry(entry, { feed, documentUrl }))
    .filter(saysSomething);
  return done({
    format: feed.format,
    title: plainTitle(feed.title ?? '') || null,
    language: languageTag(feed.language),
    entries: withChannelAuthor(entries, feed.authors),
    warnings: warningsOf(read.value, entries),
  });
}

/** A feed that names nobody anywhere but at its head is written by whoever is named there. */
function withChannelAuthor(
  entries: readonly ParsedEntry[],
  authors: ReadFeed['feed']['authors'],
): readonly ParsedEntry[] {
  const author = firstByline(authors);
  if (author === null || entries.some((entry) => entry.author !== null)) return entries;
  return entries.map((entry) => ({ ...entry, author }));
}

/** Publishers close their items with an empty `<item />` now and then. */
const saysSomething = ({ guid, url, title, dek, author, image, publishedAt, updatedAt }: ParsedEntry): boolean =>
  [guid, url, title, dek, author, image, publishedAt, updatedAt].some((value) => value !== null);

function warningsOf({ feed, cutOff }: ReadFeed, entries: readonly ParsedEntry[]): readonly string[] {
  const count = (test: (entry: ParsedEntry) => boolean) => entries.filter(test).length;
  const linkless = count((entry) => entry.url === null);
  const untitled = count((entry) => entry.title === null);
  return [
    ...(entries.length === 0 ? ['The feed has no entries.'] : []),
    ...(feed.entries.length > MAX_ENTRIES ? [`Only the first ${MAX_ENTRIES} entries are read.`] : []),
    ...(cutOff ? ['The feed breaks off before its end, so its last entry may be incomplete or missing.'] : []),
    ...(linkless > 0 ? [`Entries without a usable link, left out: ${linkless}.`] : []),
    ...(untitled > 0 ? [`Entries without a title or text, left out: ${untitled}.`] : []),
  ];
}
