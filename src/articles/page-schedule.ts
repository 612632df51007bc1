import { DAY, HOUR } from '../kernel/clock.js';
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
