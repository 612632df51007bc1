/** Lets `rate` takers through a second, a second's worth of them in a burst at most. */
export interface TokenBucket {
  take(): Promise<void>;
}

/** @param rate takers a second; null lets everybody through. @param now monotonic milliseconds. */
export function createTokenBucket({ rate, now }: { rate: number | null; now: () => number }): TokenBucket {
  if (rate === null) return { take: async () => {} };
  const most = Math.max(1, rate);
  let tokens = most;
  let filledAt = now();
  return {
    take: async () => {
      const at = now();
      tokens = Math.min(most, tokens + ((at - filledAt) / 1000) * rate);
      filledAt = at;
      tokens -= 1;
      if (tokens >= 0) return;
      const milliseconds = (-tokens / rate) * 1000;
      await new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      });
    },
  };
}
