import type { Ticks } from '../kernel/ticks.js';

/** Lets many wait for a time that may end early. */
export interface Waker {
  rest(milliseconds: number): Promise<void>;
  readonly wake: () => void;
}

export function createWaker(ticks: Ticks): Waker {
  const waiting = new Set<() => void>();
  return {
    rest: async (milliseconds) =>
      new Promise((resolve) => {
        const end = () => {
          waiting.delete(end);
          resolve();
        };
        waiting.add(end);
        void ticks.sleep(milliseconds).then(end);
      }),
    wake: () => {
      for (const end of waiting) end();
    },
  };
}
