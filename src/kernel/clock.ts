/** Wall clock in integer milliseconds since 1970 UTC. Injected everywhere, so that a test can move it. */
export interface Clock {
  now(): number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
