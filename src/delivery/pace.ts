import { MINUTE } from '../kernel/clock.js';
import type { Mailer } from './mailer.js';

/** Keeps the claims of all batches of a process down to what the relays' rates let begin soon. */
export interface Pace {
  /** How many of `wanted` claims may be taken now; they count until they are given back. */
  reserve(wanted: number): number;
  /** For claims that were not to be had, or whose sending is over. */
  giveBack(count: number): void;
}

/**
 * Far inside a lease. A claim that waits for its turn until its lease is over is released and claimed again, and at a low
 * rate nothing would ever be sent.
 */
const AHEAD = MINUTE;

export function createPace({ mailer }: { mailer: Pick<Mailer, 'capacity'> }): Pace {
  let reserved = 0;
  return {
    reserve: (wanted) => {
      const granted = Math.max(0, Math.min(wanted, mailer.capacity(AHEAD) - reserved));
      reserved += granted;
      return granted;
    },
    giveBack: (count) => {
      reserved -= count;
    },
  };
}
