import { DAY, HOUR } from '../kernel/clock.js';
import { nextTryAt } from './fetch-schedule.js';
import type { Source } from './source.js';

/** A story added by its link is looked at again while it may still be corrected before it goes out. */
const WATCHED = 3 * DAY;
const INTERVAL = HOUR;
/** Then only when somebody asks; a story that a feed brought too is looked after by that. */
const STOPPED = 3_650 * DAY;

/** When the page of one story is fetched next: every hour for three days after it came in. */
export function nextPageFetchAt({ lastFetchAt, lastNewAt }: Source, at: number): number {
  const isWatched = lastFetchAt === null || (lastNewAt !== null && at - lastNewAt < WATCHED);
  return at + (isWatched ? INTERVAL : STOPPED);
}

interface FailedPage {
  readonly at: number;
  /** Failures in a row, this one included. */
  readonly failures: number;
  readonly failingSince: number;
  readonly retryAfter: number | null;
}

/** After a failure: as other sources while the story is watched, which a page that was never read is since its first try. */
export function nextPageTryAt({ id, lastNewAt, stories }: Source, failed: FailedPage): number {
  const watchedSince = lastNewAt ?? (stories === 0 ? failed.failingSince : null);
  const isWatched = watchedSince !== null && failed.at - watchedSince < WATCHED;
  return isWatched ? nextTryAt({ sourceId: id, ...failed }) : failed.at + STOPPED;
}
