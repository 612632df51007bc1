import type { ArticlesRoom } from '../articles/room.js';
import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';
import type { NewId } from '../kernel/ids.js';
import type { Logger } from '../kernel/logger.js';
import type { Random } from '../kernel/random.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { IssueStore } from './issue-store.js';
import type { IssueRenderer } from './renderer.js';

/** What the issues room is built from. */
export interface IssuesDeps {
  readonly issues: IssueStore;
  readonly newsletters: NewslettersRoom;
  readonly articles: ArticlesRoom;
  readonly renderer: IssueRenderer;
  readonly notices: EditorNotices;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}
