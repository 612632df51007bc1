import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { Logger } from '../kernel/logger.js';
import type { Random } from '../kernel/random.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { ArticleStore, SourceStore } from './article-store.js';
import type { FeedFetcher } from './feed-fetcher.js';
import type { LinkProbe } from './link-probe.js';
import type { PictureFetcher, PictureFiles, PicturePress, PictureStore } from './picture.js';

export interface ArticlesDeps {
  readonly sources: SourceStore;
  readonly articles: ArticleStore;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'all'>;
  readonly fetcher: FeedFetcher;
  readonly probe: LinkProbe;
  readonly pictures: PictureStore;
  readonly pictureFetcher: PictureFetcher;
  readonly press: PicturePress;
  readonly files: PictureFiles;
  readonly random: Random;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}
