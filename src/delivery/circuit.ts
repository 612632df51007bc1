import { SECOND } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';

/** Milliseconds between tries while the relay is in trouble: doubled from `first` up to `most`. */
export interface BackOff {
  readonly first: number;
  readonly most: number;
}

export const BACK_OFF: BackOff = { first: SECOND, most: 60 * SECOND };

/** Keeps a sender from hammering a relay that is in trouble. */
export interface Circuit {
  failed(reason: string): void;
  succeeded(): void;
  /** Returns when sending may be tried, or the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
}

export function createCircuit({ backOff, logger }: { backOff: BackOff; logger: Logger }): Circuit {
  let failures = 0;
  let closedAgainAt = 0;
  const waiting = new Set<() => void>();
  return {
    failed: (reason) => {
      // Sends that were under way together fail together: that is one failure.
      if (performance.now() < closedAgainAt) return;
      failures += 1;
      const delay = Math.min(backOff.first * 2 ** (failures - 1), backOff.most);
      closedAgainAt = performance.now() + delay;
      logger.warn('relay.trouble', { reason, retryInMs: delay });
    },
    succeeded: () => {
      if (failures > 0) logger.info('relay.recovered', { failures });
      failures = 0;
      closedAgainAt = 0;
      for (const wake of waiting) wake();
    },
    ready: async (signal) => {
      const delay = closedAgainAt - performance.now();
      if (delay > 0 && !signal.aborted) await wait(delay, { signal, waiting });
    },
  };
}

async function wait(
  milliseconds: number,
  { signal, waiting }: { signal: AbortSignal; waiting: Set<() => void> },
): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
}
