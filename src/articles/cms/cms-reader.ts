import type { Outcome } from '../../kernel/refusal.js';
import type { FeedBytes } from '../parse-feed.js';
import type { ParsedFeed } from '../parsed-feed.js';

/** How the posts of one publishing system are asked for, and how its answers read. */
export interface CmsReader {
  /** Address of the nth page of posts, the newest first; the first page is 1. */
  pageAddress(sourceUrl: string, page: number): string;
  /** Posts of one page; never throws. */
  read(answer: FeedBytes): Outcome<CmsPage>;
  /** Feeds of the same site, for when the API is closed. */
  feedsBeside(sourceUrl: string): readonly string[];
}

export interface CmsPage {
  readonly feed: ParsedFeed;
  readonly hasMore: boolean;
}
