import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MINUTE } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { seededRandom } from '../../support/determinism.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';
import { anonymous, openSignUpClient, type SignUpClient } from './support/sign-up-client.js';

/** Who an address may be to us; as long as one another, because they stand in the request. */
const GROUPS = ['fresh---', 'reads---', 'has-left', 'stopped-'] as const;
type Group = (typeof GROUPS)[number];
const ROUNDS = 120;
/** Of one address; the cheapest counts, which is the one that nothing else on the machine got in the way of. */
const TRIES = 5;
/** Rounds before them, until the code is warm; not measured. */
const WARM_UP = 10;
/**
 * How far from a half the share of rounds may be in which one group costs less than another. Of 120 rounds it strays by 0.046
 * where nobody can tell them apart, so this is nearly five times that. One more commit for a group makes it 0.85.
 */
const BAND = 0.22;

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
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
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

/** What an answer cost, in milliseconds. */
interface Cost {
  /** What a visitor can measure. */
  readonly wait: number;
  /** What the processor did for it, which is the sharper measure where others use the processor, too. */
  readonly work: number;
}

interface Seen {
  readonly bytes: Set<string>;
  readonly changes: Set<number>;
  /** By round, of the cheapest try. */
  readonly costs: Cost[];
}

const rowsChanged = () => site.db.sqlite.prepare('SELECT total_changes()').pluck().get() as number;

/** Signs one address up, from a visitor of its own, and tells what it cost. */
async function signUpOnce(group: Group, round: number, { bytes, changes }: Seen): Promise<Cost> {
  const email = addressOf(group, round);
  const before = rowsChanged();
  const [start, used] = [performance.now(), process.cpuUsage()];
  const answer = await client.signUp(email, `10.${round}.${GROUPS.indexOf(group)}.1`);
  const [wait, { user, system }] = [performance.now() - start, process.cpuUsage(used)];
  bytes.add(anonymous(answer, email).bytes);
  changes.add(rowsChanged() - before);
  return { wait, work: (user + system) / 1_000 };
}

const cheapest = (a: Cost, b: Cost): Cost => ({ wait: Math.min(a.wait, b.wait), work: Math.min(a.work, b.work) });

/** One address of each group at a time, each several times; so slowly that nobody is asked for proof of work. */
async function measure(): Promise<ReadonlyMap<Group, Seen>> {
  const seen = new Map<Group, Seen>(
    GROUPS.map((group) => [group, { bytes: new Set(), changes: new Set(), costs: [] }]),
  );
  const random = seededRandom('order');
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    site.clock.advance(2 * MINUTE);
    const best = new Map<Group, Cost>();
    for (let attempt = 0; attempt < TRIES; attempt += 1)
      for (const [group, found] of shuffled([...seen], random.bytes(GROUPS.length))) {
        const cost = await signUpOnce(group, round, found);
        best.set(group, cheapest(cost, best.get(group) ?? cost));
      }
    if (round < WARM_UP) continue;
    for (const [group, cost] of best) seen.get(group)?.costs.push(cost);
  }
  return seen;
}

/** The share of rounds in which `a` cost less than `b`, ties half: within a round the machine was about as busy for both. */
function shareCheaper(a: readonly Cost[] = [], b: readonly Cost[] = [], measured: keyof Cost): number {
  const wins: readonly number[] = a.map(
    (cost, round) => (Math.sign((b[round]?.[measured] ?? NaN) - cost[measured]) + 1) / 2,
  );
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
  const pairs = GROUPS.flatMap((a, index) => GROUPS.slice(index + 1).map((b) => ({ a, b })));
  for (const measured of ['wait', 'work'] as const) {
    const shares = pairs.map(({ a, b }) => ({
      measured,
      a,
      b,
      share: shareCheaper(seen.get(a)?.costs, seen.get(b)?.costs, measured),
    }));
    expect(shares.filter(({ share }) => !(Math.abs(share - 0.5) <= BAND))).toEqual([]);
  }

  expect(site.letters('confirm')).toHaveLength(0);
  site.db.sqlite.pragma('synchronous = OFF');
  for (const work of later) await work();
  const told = site.letters('confirm').map(({ recipient }) => recipient.replace(/@.*/, ''));
  expect(new Set(told)).toEqual(new Set(['fresh---', 'has-left']));
  expect(told).toHaveLength(2 * (WARM_UP + ROUNDS));
}, 120_000);
