import type { Actor } from '../kernel/actor.js';
import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';
import type { NewId } from '../kernel/ids.js';
import type { Logger } from '../kernel/logger.js';
import type { Random } from '../kernel/random.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { ArticleStore, SourceStore } from './article-store.js';
import type { FeedFetcher } from './feed-fetcher.js';
import type { FeedReader } from './feed-reader.js';
import type { HubClient, HubStore } from './hub-subscription.js';
import type { LinkProbe } from './link-probe.js';
import type { PictureFetcher, PictureFiles, PicturePress, PictureStore } from './picture.js';

export interface ArticlesDeps {
  readonly sources: SourceStore;
  readonly articles: ArticleStore;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'all'>;
  readonly fetcher: FeedFetcher;
  readonly feedReader: FeedReader;
  readonly hubs: HubStore;
  readonly hubClient: HubClient;
  /** Where hubs reach us, without a trailing slash; null when the world does not. */
  readonly hooksUrl: string | null;
  readonly random: Random;
  readonly notices: EditorNotices;
  /** Writes to the trail of who changed what. */
  readonly audit: (entry: { actor: Actor; action: string; subject: string; detail?: unknown }) => Promise<void>;
  readonly probe: LinkProbe;
  readonly pictures: PictureStore;
  readonly pictureFetcher: PictureFetcher;
  readonly press: PicturePress;
  readonly files: PictureFiles;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}
