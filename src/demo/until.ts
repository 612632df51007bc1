import { setTimeout as wait } from 'node:timers/promises';

const STEP = 100;

/** Asks again and again until there is an answer; after `seconds` it gives up, naming what it waited for. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const tries = Math.ceil((seconds * 1000) / STEP);
  for (let attempt = 0; attempt < tries; attempt++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(STEP);
  }
  throw new Error(`Waited ${seconds} seconds for ${what}, in vain.`);
}
