import type { Outcome } from '../../kernel/refusal.js';
import type { FeedBytes } from '../parse-feed.js';
import type { ParsedFeed } from '../parsed-feed.js';

/** How the posts of one publishing system are asked for, and how its answers read. */
export interface CmsReader {
  /** Address of the nth page of posts, the newest first; the first page is 1. */
  pageAddress(sourceUrl: string, page: number): string;
  /** The posts of one page, which `url` tells; never throws. */
  read(answer: FeedBytes): Outcome<ParsedFeed>;
}

/** More posts than were asked for are none of ours. */
export const MAX_POSTS_A_PAGE = 100;
