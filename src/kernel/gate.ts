/** Lets so many in at a time, in their order. */
export interface Gate {
  enter(): Promise<void>;
  /** Once for each that entered. */
  leave(): void;
  /** So many more from now on. */
  widen(places: number): void;
}

export function createGate(places: number): Gate {
  const waiting: (() => void)[] = [];
  let free = places;
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    enter: async () => {
      if (free === 0)
        return new Promise((resolve) => {
          waiting.push(resolve);
        });
      free -= 1;
    },
    leave,
    widen: (more) => {
      for (let place = 0; place < more; place += 1) leave();
    },
  };
}
