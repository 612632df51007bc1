import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { LetterBox } from '../kernel/letter.js';
import type { Logger } from '../kernel/logger.js';
import type { Tokens } from '../kernel/token.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { AddressPolicy } from './address-policy.js';
import type { SubscriberStore, SuppressionStore } from './subscriber-store.js';

/** What the subscribers room works with. */
export interface SubscribersDeps {
  readonly subscribers: SubscriberStore;
  readonly suppressions: SuppressionStore;
  readonly newsletters: NewslettersRoom;
  readonly letters: LetterBox;
  readonly bell: Bell;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly logger: Logger;
  /** Runs work once the answer under way is out; at once when absent. What it does not get to, the worker does. */
  readonly afterAnswer?: (work: () => Promise<void>) => void;
  /** Which addresses may sign up; all when absent. */
  readonly addressPolicy?: AddressPolicy;
  /** The last issue that went out, for the welcome letter. */
  readonly latestIssue?: (newsletterId: string) => Promise<LatestIssue | undefined>;
}

export interface LatestIssue {
  readonly subject: string;
  readonly url: string;
}
