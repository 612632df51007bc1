import { MINUTE, SECOND } from '../kernel/clock.js';
import type { Mailer } from './mailer.js';

/** Keeps the claims of all batches of a process down to what the relays' rates let begin soon. */
export interface Pace {
  /** How many of `wanted` claims may be taken now; they count until they are given back. */
  reserve(wanted: number): number;
  /** For claims that were not to be had, or whose sending is over. */
  giveBack(count: number): void;
}

/** Milliseconds' worth of the rate that may be claimed: what is claimed goes out before an urgent issue that comes now. */
const AHEAD = 2 * SECOND;
/**
 * One at least, when its turn comes far inside a lease. A claim that waits for its turn until its lease is over is
 * released and claimed again, and at a low rate nothing would ever be sent.
 */
const ONE_WITHIN = MINUTE;

export function createPace({ mailer }: { mailer: Pick<Mailer, 'capacity'> }): Pace {
  let reserved = 0;
  const room = () => {
    const soon = mailer.capacity(AHEAD) - reserved;
    return soon >= 1 ? soon : Math.min(1, mailer.capacity(ONE_WITHIN) - reserved);
  };
  return {
    reserve: (wanted) => {
      const granted = Math.max(0, Math.min(wanted, room()));
      reserved += granted;
      return granted;
    },
    giveBack: (count) => {
      reserved -= count;
    },
  };
}
