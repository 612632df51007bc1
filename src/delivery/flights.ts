/** The sends of a batch that are under way. */
export interface Flights {
  size(): number;
  /** @param send never rejects */
  launch(send: () => Promise<void>): void;
  /** Resolves when at most `left` are under way, or after so many milliseconds. */
  landed(left: number, within?: number): Promise<void>;
}

/** Counted, not collected: a race of all promises after each answer would cost the more the more there are. */
export function createFlights(): Flights {
  let underWay = 0;
  let waiting: { readonly left: number; readonly end: () => void } | undefined;
  const land = () => {
    underWay -= 1;
    if (waiting !== undefined && underWay <= waiting.left) waiting.end();
  };
  return {
    size: () => underWay,
    launch: (send) => {
      underWay += 1;
      void send().finally(land);
    },
    landed: async (left, within) => {
      if (underWay <= left) return;
      await new Promise<void>((resolve) => {
        const timer = within === undefined ? undefined : setTimeout(() => end(), within);
        const end = () => {
          clearTimeout(timer);
          waiting = undefined;
          resolve();
        };
        waiting = { left, end };
      });
    },
  };
}
