import type { Ticks } from '../kernel/ticks.js';

/** How many deliveries a process has in hand for a relay, claimed and not yet answered. */
export interface Handful {
  size(): number;
  /** To be told of each answer. */
  answered(): void;
}

/**
 * Milliseconds of sending in hand. A claim is a commit that waits for the disk (0.2 to 6 ms measured): a fast relay gets
 * large claims, so that the disk is waited for seldom. A slow one gets only what keeps its connections busy: what is
 * claimed can neither be paused nor overtaken.
 */
const AHEAD = 100;
const MOST = 32;
/** Milliseconds the pace is measured over. */
const MEASURED_OVER = 250;

/** @param least what keeps all connections busy: never fewer, and at most 32 times as many */
export function createHandful({ least, ticks }: { least: number; ticks: Ticks }): Handful {
  let perMillisecond = 0;
  let count = 0;
  let since = ticks.now();
  return {
    size: () => Math.min(least * MOST, Math.max(least, Math.round(perMillisecond * AHEAD))),
    answered: () => {
      count += 1;
      const passed = ticks.now() - since;
      if (passed < MEASURED_OVER) return;
      perMillisecond = count / passed;
      count = 0;
      since += passed;
    },
  };
}
