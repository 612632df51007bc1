import { setTimeout } from 'node:timers/promises';

/** Of the time the work took: a million readers are frozen in ten seconds, and the lock is still free a quarter of the time. */
const REST = 0.3;

/**
 * Runs one short transaction, then leaves the database alone for a third as long as it took, and at least 2 ms. Who waits for the
 * write lock asks after 1, 3, 8, 18, 33 ms: with the lock free that often, nobody waits much longer than that.
 */
export async function inTurn<T>(work: () => T): Promise<T> {
  const from = performance.now();
  const done = work();
  await setTimeout(Math.max(2, (performance.now() - from) * REST));
  return done;
}

/** Repeats a step that says how many rows it changed, until none is left. Returns how many there were. */
export async function inTurns(step: () => number): Promise<number> {
  let all = 0;
  for (;;) {
    const changed = await inTurn(step);
    all += changed;
    if (changed === 0) return all;
  }
}
