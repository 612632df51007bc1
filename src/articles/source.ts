import type { FeedManners } from './feed-manners.js';

/**
 * `feed`: RSS, Atom or JSON Feed. `wordpress`, `ghost`: the posts of that system's API. `page`: one story, by its link.
 */
export const SOURCE_KINDS = ['feed', 'wordpress', 'ghost', 'page'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Where articles of one newsletter come from, and how the last fetch went. Times in milliseconds. */
export interface Source extends SourceHealth {
  readonly id: string;
  readonly newsletterId: string;
  readonly url: string;
  readonly kind: SourceKind;
  /** Section for stories that name none. */
  readonly section: string | null;
  /** `host:port` of the url: one request at a time goes to it. */
  readonly host: string;
}

/** What fetches leave behind on a source. */
export interface SourceHealth {
  readonly title: string | null;
  /** How it was found and why it was taken before others, a sentence; null when it was stored unseen. */
  readonly chosenBecause: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 of the last body that was read, with what its meaning depends on. */
  readonly bodyHash: string | null;
  /** In the document that was read last. */
  readonly stories: number;
  readonly manners: FeedManners | null;
  readonly nextFetchAt: number;
  readonly lastFetchAt: number | null;
  readonly lastNewAt: number | null;
  /** In a row; 0 after a good fetch. */
  readonly failures: number;
  /** The last fault in words, null after a good fetch. */
  readonly lastError: string | null;
  /** When the first failure of the row was. */
  readonly failingSince: number | null;
  /** The server asked not to be asked again before. */
  readonly retryAt: number | null;
  /** The feed is gone for good: fetched again only when somebody asks. */
  readonly stoppedAt: number | null;
  /** Where the server says the feed is from now on. */
  readonly movedTo: string | null;
  /** Good answers in a row that said so. */
  readonly movedTimes: number;
}
