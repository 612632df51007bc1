/** Monotonic time that jumps to the next sleeper's end whenever the event loop has turned. */
export interface VirtualTicks {
  readonly now: () => number;
  sleep(milliseconds: number): Promise<void>;
  advance(milliseconds: number): void;
}

export function virtualTicks(): VirtualTicks {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const wakeNext = () => {
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    sleepers = sleepers.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    now: () => now,
    sleep: async (milliseconds) =>
      new Promise((wake) => {
        sleepers.push({ at: now + milliseconds, wake });
        setImmediate(wakeNext);
      }),
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
