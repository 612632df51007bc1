import { resolveBase } from './absolute-url.js';
import { languageTag } from './language-tag.js';
import type { ParsedEntry, ParsedFeed, RawFeed } from './parsed-feed.js';
import { plainTitle } from './plain-text.js';
import { readEntry } from './read-entry.js';

export const MAX_ENTRIES = 500;

/** What stands around the entries of an answer that has nothing but entries. */
export const NO_HEAD: Omit<RawFeed, 'format' | 'entries'> = {
  title: undefined,
  link: undefined,
  base: undefined,
  language: undefined,
};

/**
 * What a format's reader found, made plain.
 * @param url where the document came from; `contentLocation` is its header of that name.
 */
export function parsedFeed(raw: RawFeed, url: string | undefined, contentLocation?: string): ParsedFeed {
  const around = { feed: raw, documentUrl: resolveBase(contentLocation, url) };
  const entries = raw.entries
    .slice(0, MAX_ENTRIES)
    .map((entry) => readEntry(entry, around))
    .filter(saysSomething);
  return {
    format: raw.format,
    title: plainTitle(raw.title ?? '') || null,
    language: languageTag(raw.language),
    entries,
    warnings: warningsOf(raw, entries),
  };
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
