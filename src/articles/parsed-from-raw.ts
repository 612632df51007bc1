import { languageTag } from './language-tag.js';
import type { ParsedEntry, ParsedFeed, RawFeed } from './parsed-feed.js';
import { plainTitle } from './plain-text.js';
import { firstByline, readEntry } from './read-entry.js';

const MAX_ENTRIES = 500;

/** What stands around the entries of an answer that has nothing but entries. */
export const NO_HEAD: Omit<RawFeed, 'format' | 'entries'> = {
  title: undefined,
  link: undefined,
  base: undefined,
  language: undefined,
  authors: [],
};

/**
 * What a format's reader found, made plain.
 * @param documentUrl relative links are relative to it; `cutOff`: the document breaks off before its end.
 */
export function parsedFeed(raw: RawFeed, documentUrl: string | undefined, { cutOff = false } = {}): ParsedFeed {
  const around = { feed: raw, documentUrl };
  const entries = raw.entries
    .slice(0, MAX_ENTRIES)
    .map((entry) => readEntry(entry, around))
    .filter(saysSomething);
  return {
    format: raw.format,
    title: plainTitle(raw.title ?? '') || null,
    language: languageTag(raw.language),
    entries: withChannelAuthor(entries, raw.authors),
    warnings: warningsOf(raw, entries, cutOff),
  };
}

/** A feed that names nobody anywhere but at its head is written by whoever is named there. */
function withChannelAuthor(entries: readonly ParsedEntry[], authors: RawFeed['authors']): readonly ParsedEntry[] {
  const author = firstByline(authors);
  if (author === null || entries.some((entry) => entry.author !== null)) return entries;
  return entries.map((entry) => ({ ...entry, author }));
}

/** Publishers close their items with an empty `<item />` now and then. */
const saysSomething = ({ guid, url, title, dek, author, image, publishedAt, updatedAt }: ParsedEntry): boolean =>
  [guid, url, title, dek, author, image, publishedAt, updatedAt].some((value) => value !== null);

function warningsOf(raw: RawFeed, entries: readonly ParsedEntry[], cutOff: boolean): readonly string[] {
  const count = (test: (entry: ParsedEntry) => boolean) => entries.filter(test).length;
  const linkless = count((entry) => entry.url === null);
  const untitled = count((entry) => entry.title === null);
  return [
    ...(entries.length === 0 ? ['The feed has no entries.'] : []),
    ...(raw.entries.length > MAX_ENTRIES ? [`Only the first ${MAX_ENTRIES} entries are read.`] : []),
    ...(cutOff ? ['The feed breaks off before its end, so its last entry may be incomplete or missing.'] : []),
    ...(linkless > 0 ? [`Entries without a usable link, left out: ${linkless}.`] : []),
    ...(untitled > 0 ? [`Entries without a title or text, left out: ${untitled}.`] : []),
  ];
}
