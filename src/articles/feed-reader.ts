import type { Outcome } from '../kernel/refusal.js';
import type { FeedBytes } from './parse-feed.js';
import type { PageFacts } from './page/page-facts.js';
import type { ParsedFeed } from './parsed-feed.js';

/**
 * Reads a stranger's bytes within limits of time and memory, and apart from everything else that goes on. What goes over
 * them is a refusal. Implemented by adapters/feed-reader.ts.
 */
export interface FeedReader {
  read(feed: FeedBytes): Promise<Outcome<ParsedFeed>>;
  /** What a web page says about itself. */
  scan(page: FeedBytes): Promise<Outcome<PageFacts>>;
}
