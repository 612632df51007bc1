/** The one timer of a connection. */
export interface Deadline {
  /** Moves it to so many milliseconds from now. */
  set(milliseconds: number): void;
  stop(): void;
}

/** Moving it costs an assignment: a timer that fires too early sets itself again. */
export function createDeadline(onOver: (milliseconds: number) => void): Deadline {
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Infinity;
  let length = 0;
  let at = Infinity;
  const start = (wait: number) => {
    clearTimeout(timer);
    firesAt = performance.now() + wait;
    timer = setTimeout(fire, Math.ceil(wait)).unref();
  };
  const fire = () => {
    firesAt = Infinity;
    const left = at - performance.now();
    if (left > 0) start(left);
    else onOver(length);
  };
  return {
    set: (milliseconds) => {
      length = milliseconds;
      at = performance.now() + milliseconds;
      if (at < firesAt) start(milliseconds);
    },
    stop: () => {
      clearTimeout(timer);
      at = Infinity;
      firesAt = Infinity;
    },
  };
}
