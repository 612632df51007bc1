import type { ArticleImage } from './article.js';
import type { FeedManners } from './feed-manners.js';
import type { ImageOption } from './html-images.js';

/** One line of a feed as it states it: plain text and absolute links, nothing guessed about its identity. */
export interface ParsedEntry {
  readonly guid: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly dek: string | null;
  readonly author: string | null;
  readonly categories: readonly string[];
  readonly image: ArticleImage | null;
  readonly language: string | null;
  /** Milliseconds as stated, also in the future; null when absent or nonsense. */
  readonly publishedAt: number | null;
  readonly updatedAt: number | null;
  /** Whether the source puts it in front; undefined when the format cannot say so. */
  readonly featured?: boolean;
}

export interface ParsedFeed {
  readonly format: 'rss' | 'atom' | 'rdf' | 'json' | 'wordpress' | 'ghost' | 'page';
  readonly title: string | null;
  readonly language: string | null;
  readonly entries: readonly ParsedEntry[];
  /** What an operator should know: sentences. */
  readonly warnings: readonly string[];
  /** Whether a further page of the same list has more; absent where there are no pages. */
  readonly hasMore?: boolean;
  /** What the feed says of its own fetching. */
  readonly manners?: FeedManners;
}

/** What the readers of the formats find: alternatives in the order of trust, HTML and links as written. */
export interface RawEntry {
  readonly guid: string | undefined;
  readonly links: readonly (string | undefined)[];
  readonly base: string | undefined;
  readonly titles: readonly (string | undefined)[];
  readonly deks: readonly (string | undefined)[];
  readonly bodies: readonly (string | undefined)[];
  readonly authors: readonly (readonly (string | undefined)[])[];
  readonly categories: readonly (string | undefined)[];
  readonly images: readonly (readonly ImageOption[])[];
  readonly language: string | undefined;
  readonly published: readonly (string | undefined)[];
  readonly updated: readonly (string | undefined)[];
  readonly featured?: boolean | undefined;
}

export interface RawFeed {
  readonly format: ParsedFeed['format'];
  readonly title: string | undefined;
  /** The site's own address: relative links of RSS are relative to it. */
  readonly link: string | undefined;
  readonly base: string | undefined;
  readonly language: string | undefined;
  /** Whom the feed as a whole names, for when no entry names anybody. */
  readonly authors: RawEntry['authors'];
  readonly entries: readonly RawEntry[];
}
