import { HOUR, MINUTE } from '../kernel/clock.js';

/** Recipient domains that get nothing from anybody for a while, because they refuse us. */
export interface DomainHolds {
  current(now: number): Promise<readonly DomainHold[]>;
  /**
   * Holds a domain back, for twice as long as the last time when that is not long ago. Undefined when it is held already.
   */
  hold(domain: string, reason: string, now: number): Promise<DomainHold | undefined>;
}

export interface DomainHold {
  readonly domain: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The first hold, and the longest. */
export const FIRST_HOLD = 30 * MINUTE;
export const LONGEST_HOLD = 4 * HOUR;
/** A domain that took our mail for this long after a hold begins with the first again. */
export const FORGET_HOLD_AFTER = 12 * HOUR;
