import type { ParsedEntry, ParsedFeed } from '../parsed-feed.js';
import type { SourceKind } from '../source.js';

/** A source found at an address an editor gave. */
export interface FoundSource {
  readonly kind: SourceKind;
  /** What will be fetched. */
  readonly url: string;
  readonly title: string | null;
  /** Why this one, a sentence. */
  readonly because: string;
}

const FORMATS: Readonly<Record<ParsedFeed['format'], string>> = {
  rss: 'an RSS feed',
  rdf: 'an RSS 1.0 feed',
  atom: 'an Atom feed',
  json: 'a JSON Feed',
  wordpress: "WordPress' REST API",
  ghost: "Ghost's Content API",
  page: 'one story',
};

/** `an RSS feed with 30 stories` */
export const feedWords = ({ format, entries }: ParsedFeed): string =>
  `${FORMATS[format]} with ${entries.length === 1 ? '1 story' : `${entries.length} stories`}`;

export const usableEntries = ({ entries }: ParsedFeed): readonly ParsedEntry[] =>
  entries.filter(({ url, title }) => url !== null && title !== null);

/** How much a feed says per story, between 0 and 6: what a digest can print. */
export function richness(feed: ParsedFeed): number {
  const entries = usableEntries(feed).slice(0, 20);
  if (entries.length === 0) return 0;
  return entries.reduce((sum, entry) => sum + score(entry), 0) / entries.length;
}

const score = (entry: ParsedEntry) =>
  [
    entry.dek,
    entry.image,
    entry.author,
    entry.publishedAt,
    entry.categories[0] ?? null,
    entry.image?.alt || null,
  ].filter((value) => value !== null).length;
