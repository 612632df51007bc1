/** Lets so many in at a time, in their order. */
export interface Gate {
  enter(): Promise<void>;
  /** Once for each that entered. */
  leave(): void;
}

export function createGate(places: number): Gate {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    enter: async () => {
      if (free === 0)
        return new Promise((resolve) => {
          waiting.push(resolve);
        });
      free -= 1;
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
