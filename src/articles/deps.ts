import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { Logger } from '../kernel/logger.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { ArticleStore, SourceStore } from './article-store.js';
import type { FeedFetcher } from './feed-fetcher.js';
import type { FeedReader } from './feed-reader.js';

export interface ArticlesDeps {
  readonly sources: SourceStore;
  readonly articles: ArticleStore;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'all'>;
  readonly fetcher: FeedFetcher;
  readonly feedReader: FeedReader;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}
