import type { Ticks } from '../kernel/ticks.js';

/** Lets many wait for a time that may end early. */
export interface Waker {
  rest(milliseconds: number): Promise<void>;
  wake(): void;
}

export function createWaker(ticks: Ticks): Waker {
  const waiting = new Set<() => void>();
  return {
    rest: async (milliseconds) => {
      let wake = () => {};
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        waiting.add(wake);
      });
      await Promise.race([woken, ticks.sleep(milliseconds)]);
      waiting.delete(wake);
    },
    wake: () => {
      for (const wake of waiting) wake();
    },
  };
}
