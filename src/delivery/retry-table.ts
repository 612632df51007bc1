import { HOUR, MINUTE } from '../kernel/clock.js';

/** Waits after the first, second, third and every further attempt: news is stale long before the RFC's four days. */
const WAITS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR] as const;

/**
 * How long a delivery is tried, counted from its first claim or, when that is later, from the instant its issue was last
 * resumed: neither waiting for its turn nor a pause uses it up. A letter's time runs from its making.
 */
export const GIVE_UP_AFTER = 36 * HOUR;

/** When to try again after `attempt` attempts (1 or more); undefined when that would be past the deadline. */
export function nextTry(attempt: number, now: number, deadline: number): number | undefined {
  const at = now + (WAITS[attempt - 1] ?? WAITS[3]);
  return at > deadline ? undefined : at;
}
