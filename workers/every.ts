import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../src/kernel/logger.js';

export interface Repeating {
  /** Runs it no more; resolves when a running round has ended. */
  stop(): Promise<void>;
}

/** Runs `work` now and again `interval` milliseconds after each round's end. A round that fails is logged and forgotten. */
export function every(
  interval: number,
  { name, work, logger }: { name: string; work: (signal: AbortSignal) => Promise<void>; logger: Logger },
): Repeating {
  const stopping = new AbortController();
  const rounds = async () => {
    while (!stopping.signal.aborted) {
      try {
        await work(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) logger.error('round.failed', { round: name, error });
      }
      await sleep(interval, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = rounds();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
