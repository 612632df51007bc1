import { createSeeded } from './seeded.js';

/** The processes of a Pressrun that may be struck. */
export const TARGETS = ['sender', 'worker', 'web', 'redis'] as const;
export type Target = (typeof TARGETS)[number];

/** One blow. `among` chooses which of several processes it strikes; `milliseconds` is how long a stopped one stands still. */
export type Blow =
  | { readonly do: 'kill'; readonly target: Target; readonly among: number }
  | { readonly do: 'stop'; readonly target: Target; readonly among: number; readonly milliseconds: number }
  | { readonly do: 'flush' };

/** Out of 10 kills, how many strike whom: senders have the mail in their hands. */
const SHARES: Readonly<Record<Target, number>> = { sender: 6, worker: 2, web: 1, redis: 1 };
/** Kills for each time that Redis is emptied, and for each process that is stopped. */
const KILLS_PER_FLUSH = 20;
const KILLS_PER_STOP = 10;
const STOP_AT_LEAST = 500;
const STOP_SPREAD = 3_500;

/** The same blows in the same order for the same seed: `kills` kills, and with them other faults. */
export function planBlows({ kills, seed }: { kills: number; seed: number }): readonly Blow[] {
  const random = createSeeded(seed);
  const deck = TARGETS.flatMap((target) => Array.from({ length: SHARES[target] }, () => target));
  const targets: Target[] = [];
  while (targets.length < kills) targets.push(...random.shuffle(deck));
  const killed = targets.slice(0, kills).map((target): Blow => ({ do: 'kill', target, among: random.next() }));
  const flushes = Array.from({ length: Math.ceil(kills / KILLS_PER_FLUSH) }, (): Blow => ({ do: 'flush' }));
  const stops = Array.from({ length: Math.ceil(kills / KILLS_PER_STOP) }, (): Blow => ({
    do: 'stop',
    target: random.pick(TARGETS) ?? 'sender',
    among: random.next(),
    milliseconds: STOP_AT_LEAST + Math.floor(random.next() * STOP_SPREAD),
  }));
  return random.shuffle([...killed, ...flushes, ...stops]);
}
