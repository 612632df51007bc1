import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MINUTE } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { seededRandom } from '../../support/determinism.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';
import { anonymous, openSignUpClient, type SignUpClient } from './support/sign-up-client.js';

/** Who an address may be to us; as long as one another, because they stand in the request. */
const GROUPS = ['fresh---', 'reads---', 'has-left', 'stopped-'] as const;
type Group = (typeof GROUPS)[number];
const ROUNDS = 130;
/** Of one address; the fastest counts, which is the one that nothing else on the machine got in the way of. */
const TRIES = 5;
/** Rounds until the code is warm; not measured. */
const WARM_UP = 10;
/**
 * How far from a half the share of rounds may be in which one group is faster than another. Of 120 rounds it strays by 0.046
 * where nobody can tell them apart, so this is more than five times that. One more commit for a group makes it 0.9.
 */
const BAND = 0.25;

let site: ReaderWeb;
let client: SignUpClient;
let later: (() => Promise<void>)[];
beforeEach(async () => {
  later = [];
  site = await openReaderWeb({ trustProxy: 1, afterAnswer: (work) => void later.push(work) });
  client = openSignUpClient(site.web.url);
});
afterEach(async () => {
  await client.close();
  await site.close();
});

const addressOf = (group: Group, round: number) => `${group}@d${String(round).padStart(3, '0')}.example`;

async function addKnown(): Promise<void> {
  const visitor = { ip: null, userAgent: null, source: 'api' };
  const consent = { text: 'yes', at: site.clock.now() };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const group of ['reads---', 'has-left'] as const) {
      const reader = { email: addressOf(group, round), newsletters: ['daily'], consent, confirmed: true };
      orThrow(await site.room.addConfirmed(reader, visitor));
    }
    const left = orThrow(await site.room.lookUp(addressOf('has-left', round))).subscriber.id;
    orThrow(await site.room.unsubscribe(site.tokens.sign('unsubscribe', [left, site.daily.id]), visitor));
    orThrow(await site.room.suppress({ email: addressOf('stopped-', round) }, 'desk'));
  }
}

/** In an order that differs from time to time, so that none is always behind the same other one. */
const shuffled = <T>(things: readonly T[], bytes: Uint8Array): readonly T[] =>
  things
    .map((thing, index) => ({ thing, key: bytes[index] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ thing }) => thing);

interface Seen {
  readonly bytes: Set<string>;
  readonly changes: Set<number>;
  readonly times: number[];
}

const rowsChanged = () => site.db.sqlite.prepare('SELECT total_changes()').pluck().get() as number;

/** Signs one address up, from a visitor of its own, and tells how long it took. */
async function signUpOnce(group: Group, round: number, { bytes, changes }: Seen): Promise<number> {
  const email = addressOf(group, round);
  const before = rowsChanged();
  const start = performance.now();
  const answer = await client.signUp(email, `10.${round}.${GROUPS.indexOf(group)}.1`);
  const took = performance.now() - start;
  bytes.add(anonymous(answer, email).bytes);
  changes.add(rowsChanged() - before);
  return took;
}

/** One address of each group at a time, each several times; so slowly that nobody is asked for proof of work. */
async function measure(): Promise<ReadonlyMap<Group, Seen>> {
  const seen = new Map<Group, Seen>(
    GROUPS.map((group) => [group, { bytes: new Set(), changes: new Set(), times: [] }]),
  );
  const random = seededRandom('order');
  for (let round = 0; round < ROUNDS; round += 1) {
    site.clock.advance(2 * MINUTE);
    const fastest = new Map<Group, number>();
    for (let attempt = 0; attempt < TRIES; attempt += 1)
      for (const [group, found] of shuffled([...seen], random.bytes(GROUPS.length)))
        fastest.set(group, Math.min(fastest.get(group) ?? Infinity, await signUpOnce(group, round, found)));
    if (round >= WARM_UP) for (const [group, { times }] of seen) times.push(fastest.get(group) ?? NaN);
  }
  return seen;
}

/** The share of rounds in which `a` was faster than `b`, ties half: within a round the machine was about as busy for both. */
function shareFaster(a: readonly number[] = [], b: readonly number[] = []): number {
  const wins: readonly number[] = a.map((time, round) => (Math.sign((b[round] ?? NaN) - time) + 1) / 2);
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

test('answers are the same in bytes and time, and so is what is done before them, for new, known, left and suppressed addresses', async () => {
  site.db.sqlite.pragma('synchronous = OFF');
  await addKnown();
  site.db.sqlite.pragma('synchronous = FULL');
  const seen = await measure();

  const all = [...seen.values()];
  const [bytes = '', ...others] = new Set(all.flatMap((group) => [...group.bytes]));
  expect([bytes.slice(0, 3), others]).toEqual(['202', []]);
  expect(new Set(all.flatMap(({ changes }) => [...changes])).size).toBe(1);
  const pairs = GROUPS.flatMap((a, index) => GROUPS.slice(index + 1).map((b) => [a, b] as const));
  const shares = pairs.map(([a, b]) => ({ a, b, share: shareFaster(seen.get(a)?.times, seen.get(b)?.times) }));
  expect(shares.filter(({ share }) => !(Math.abs(share - 0.5) <= BAND))).toEqual([]);

  expect(site.letters('confirm')).toHaveLength(0);
  site.db.sqlite.pragma('synchronous = OFF');
  for (const work of later) await work();
  const told = site.letters('confirm').map(({ recipient }) => recipient.replace(/@.*/, ''));
  expect(new Set(told)).toEqual(new Set(['fresh---', 'has-left']));
  expect(told).toHaveLength(2 * ROUNDS);
}, 120_000);
