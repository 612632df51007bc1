import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two looks of the monitor: what it cannot see below. */
const RESOLUTION = 10;

/** Tells the longest time, in seconds, that this process kept everybody waiting since it was last asked. */
export function watchEventLoop(): () => number {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  return () => {
    const longest = Math.max(0, delays.max / 1e9 - RESOLUTION / 1000);
    delays.reset();
    return longest;
  };
}
