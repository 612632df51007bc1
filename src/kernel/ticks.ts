/** Monotonic time; moved by tests. */
export interface Ticks {
  /** Milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const realTicks: Ticks = {
  now: () => performance.now(),
  sleep: async (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
