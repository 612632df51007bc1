import { realTicks, type Ticks } from '../../kernel/ticks.js';

export { realTicks, type Ticks };

/** Lets `rate` takers through a second, a second's worth of them in a burst at most. */
export interface TokenBucket {
  /** Waits for a turn; false at once, and nothing is spent, when it would come after `by`. */
  take(by?: number): Promise<boolean>;
  /** How many may go within `milliseconds`, those that wait counted off: below 0 when they take longer. */
  within(milliseconds: number): number;
}

/** @param rate takers a second; null lets everybody through. */
export function createTokenBucket({ rate, ticks }: { rate: number | null; ticks: Ticks }): TokenBucket {
  if (rate === null)
    return { take: async (by = Infinity) => ticks.now() <= by, within: () => Number.POSITIVE_INFINITY };
  const most = Math.max(1, rate);
  let tokens = most;
  let filledAt = ticks.now();
  const fill = () => {
    const at = ticks.now();
    tokens = Math.min(most, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
  };
  return {
    take: async (by = Infinity) => {
      fill();
      const wait = Math.max(0, ((1 - tokens) / rate) * 1000);
      if (filledAt + wait > by) return false;
      tokens -= 1;
      if (wait > 0) await ticks.sleep(wait);
      return true;
    },
    within: (milliseconds) => {
      fill();
      return tokens + (milliseconds / 1000) * rate;
    },
  };
}
