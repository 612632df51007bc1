import type { Clock } from '../kernel/clock.js';

/** The wall clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };
