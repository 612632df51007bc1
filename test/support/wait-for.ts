import { setTimeout as sleep } from 'node:timers/promises';

const STEP = 10;

/** Waits until `holds` is true, asked every 10 ms; throws naming `what` after `within` milliseconds. */
export async function waitFor(what: string, holds: () => boolean | Promise<boolean>, within = 10_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited ${within} ms for: ${what}`);
    await sleep(STEP);
  }
}
