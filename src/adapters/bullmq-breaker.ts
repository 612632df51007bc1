/** Opens when errors come faster than anyone could need them, for longer each time. */
export interface Breaker {
  /** Counts one error: true for the one that opens the breaker. */
  strike(): boolean;
  /** How long to rest now, milliseconds; doubles from rest to rest until a calm minute passed. */
  rest(): number;
}

const WINDOW = 1_000;
const CALM = 60_000;
const FIRST_REST = 1_000;
const LONGEST_REST = 30_000;

/** @param now milliseconds of a clock that never goes back */
export function createBreaker({ limit, now }: { limit: number; now: () => number }): Breaker {
  let windowStart = Number.NEGATIVE_INFINITY;
  let strikes = 0;
  let rests = 0;
  let lastRest = Number.NEGATIVE_INFINITY;
  return {
    strike() {
      if (now() - windowStart >= WINDOW) {
        windowStart = now();
        strikes = 0;
      }
      strikes += 1;
      return strikes === limit + 1;
    },
    rest() {
      if (now() - lastRest > CALM) rests = 0;
      lastRest = now();
      rests += 1;
      return Math.min(FIRST_REST * 2 ** (rests - 1), LONGEST_REST);
    },
  };
}
