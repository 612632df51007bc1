import { createHash } from 'node:crypto';
import type { Clock } from '../../src/kernel/clock.js';
import { createNewId, type NewId } from '../../src/kernel/ids.js';
import type { Logger } from '../../src/kernel/logger.js';
import type { Random } from '../../src/kernel/random.js';

export interface FakeClock extends Clock {
  advance(milliseconds: number): void;
  set(instant: number): void;
}

/** Sunday 22 November 2026, 06:00 UTC, unless told otherwise. */
export function fakeClock(start = Date.UTC(2026, 10, 22, 6)): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    set: (instant) => {
      now = instant;
    },
  };
}

/** The same bytes for the same seed: SHA-256 of a counter. */
export function seededRandom(seed = 'seed'): Random {
  let counter = 0;
  const block = () => createHash('sha256').update(`${seed}|${counter++}`).digest();
  return {
    bytes(count) {
      const blocks: Buffer[] = [];
      for (let length = 0; length < count; length += 32) blocks.push(block());
      return Buffer.concat(blocks).subarray(0, count);
    },
  };
}

export const testIds = (clock: Clock, seed = 'ids'): NewId => createNewId({ clock, random: seededRandom(seed) });

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
