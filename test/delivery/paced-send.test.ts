import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSendJournal } from '../../src/adapters/send-journal.js';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';
import { createRelaysMailer } from '../../src/adapters/smtp/relays-mailer.js';
import { createCircuit } from '../../src/delivery/circuit.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { createPace } from '../../src/delivery/pace.js';
import { createResultBox } from '../../src/delivery/result-box.js';
import { sendBatch } from '../../src/delivery/send-batch.js';
import { MINUTE, SECOND } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { silentLogger } from '../support/determinism.js';
import { virtualTicks, type VirtualTicks } from '../support/virtual-ticks.js';
import {
  addDeliveries,
  eventsOf,
  insertIssue,
  newTestSession,
  openDeliveryWorld,
  rowOf,
  type DeliveryWorld,
} from './delivery-world.js';

const NEVER = new AbortController().signal;
let world: DeliveryWorld;
let sink: FaultSink;
let ticks: VirtualTicks;
/** Virtual milliseconds of each final dot, and the claims that were open then. */
let dots: number[];
let claimed: number[];
const open: Mailer[] = [];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  ticks = virtualTicks();
  dots = [];
  claimed = [];
  sink = await startFaultSink({
    script: ({ point }) => {
      if (point === 'dot') {
        dots.push(ticks.now());
        claimed.push(openClaims());
      }
      return undefined;
    },
  });
});
afterEach(async () => {
  for (const mailer of open.splice(0)) await mailer.close();
  await sink.close();
  world.remove();
});

const openClaims = () =>
  world.db.sqlite.prepare(`SELECT count(*) FROM deliveries WHERE state = 'sending'`).pluck().get() as number;

/** Runs of sendBatch in one sender process, over a real mailer whose time is virtual. */
async function openPacedSender(query: string, deliveries = world.deliveries) {
  const parsed = parseRelays(`smtp://127.0.0.1:${sink.port}?${query}`);
  if ('faults' in parsed) throw new Error('wrong relay URL');
  const mailer = createRelaysMailer(parsed.relays, { logger: silentLogger, ticks });
  open.push(mailer);
  const session = newTestSession(world);
  await world.deliveries.openSession(session);
  const troubles: string[] = [];
  const logger = { ...silentLogger, warn: (event: string) => void troubles.push(event) };
  const journal = openSendJournal({ folder: world.folder, session: session.session });
  const deps = {
    ...world,
    mailer,
    session,
    logger,
    journal,
    ticks: ticks.now,
    box: createResultBox({ deliveries, journal, logger }),
    pace: createPace({ mailer }),
    circuit: createCircuit({ backOff: { first: 5, most: 50 }, logger }),
  };
  return {
    run: async (batch = 0) => sendBatch(deps, { issueId: world.issueId, batch }, NEVER),
    mailer,
    troubles,
  };
}

const releases = (ids: readonly string[]) =>
  ids.flatMap((id) => eventsOf(world, id)).filter((event) => event === 'released').length;

describe('a relay that takes little', () => {
  test('gets everything at its rate, and no claim waits in vain', async () => {
    const ids = addDeliveries(world, world.issueId, 30);
    const { run, troubles } = await openPacedSender('rate=0.05&connections=20');
    await run();
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 30, pending: 0, deferred: 0 });
    // Twenty seconds each, the first at once.
    expect(dots).toHaveLength(30);
    for (const [i, at] of dots.entries()) expect(at).toBeGreaterThanOrEqual(i * 20 * SECOND - 1);
    expect(ticks.now()).toBeLessThan(30 * 20 * SECOND + MINUTE);
    expect(releases(ids)).toBe(0);
    expect(troubles).toEqual([]);
  });

  test('is shared by all batches of the process', async () => {
    const ids = addDeliveries(world, world.issueId, 20);
    const second = new Set(ids.slice(10));
    for (const id of second) world.db.sqlite.prepare('UPDATE deliveries SET batch = 1 WHERE subscriber_id = ?').run(id);
    const { run } = await openPacedSender('rate=0.05&connections=20');
    // A batch that finds the next minute taken ends, and is rung again.
    const due = async () => world.deliveries.dueBatches(world.clock.now(), 10);
    for (let rung = await due(); rung.length > 0; rung = await due())
      await Promise.all(rung.map(async ({ batch }) => run(batch)));
    expect(dots).toHaveLength(20);
    for (const [i, at] of dots.entries()) expect(at).toBeGreaterThanOrEqual(i * 20 * SECOND - 1);
    expect(Math.max(...claimed)).toBeLessThanOrEqual(4);
    expect(releases(ids)).toBe(0);
  });

  test('with more than a lease between two messages is not asked for what it will not take', async () => {
    const ids = addDeliveries(world, world.issueId, 3);
    const { run } = await openPacedSender('rate=0.01&connections=20');
    await run();
    expect(rowOf(world, ids[0] ?? '').state).toBe('accepted');
    await run();
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 1, pending: 2 });
    for (const _ of [1, 2]) {
      ticks.advance(45 * SECOND);
      await run();
    }
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 3 });
    for (const [i, at] of dots.entries()) expect(at).toBeGreaterThanOrEqual(i * 100 * SECOND - 1);
    expect(releases(ids)).toBe(0);
  });
});

test('an urgent issue is sent before the rest of a running digest', async () => {
  const digest = addDeliveries(world, world.issueId, 600);
  for (const [i, id] of digest.entries())
    world.db.sqlite.prepare('UPDATE deliveries SET batch = ? WHERE subscriber_id = ?').run(i % 3, id);
  const urgent = insertIssue(world, 'urgent');
  let approvedAt = Infinity;
  const { run } = await openPacedSender('rate=100&connections=20', {
    ...world.deliveries,
    exchange: async (results, claim) => {
      if (dots.length > 150 && approvedAt === Infinity) {
        approvedAt = ticks.now();
        addDeliveries(world, urgent, 100, (i) => `urgent-${i}@example.org`);
      }
      return world.deliveries.exchange(results, claim);
    },
  });
  await Promise.all([run(0), run(1)]);
  await run(2);
  const order = sink.entries().map(({ rcpt }) => rcpt.startsWith('urgent'));
  expect(order).toHaveLength(700);
  const first = order.indexOf(true);
  expect((dots[first] ?? Infinity) - approvedAt).toBeLessThan(5 * SECOND);
  // What the other slot had claimed still goes out in between.
  expect(order.slice(first, order.lastIndexOf(true)).filter((isUrgent) => !isUrgent).length).toBeLessThan(50);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 600, pending: 0, sending: 0 });
  expect(await world.deliveries.counts(urgent)).toMatchObject({ accepted: 100, pending: 0, sending: 0 });
});

test('of several relays, the one with the least room for its share sets the pace', () => {
  const relays = parseRelays(
    'smtp://a.example?rate=1&weight=3,smtp://b.example?rate=0.5&weight=1,smtp://c.example?weight=1',
  );
  if ('faults' in relays) throw new Error('wrong relay URLs');
  const capacity = (only: readonly number[]) => {
    const some = relays.relays.filter((_, i) => only.includes(i));
    const mailer = createRelaysMailer(some, { logger: silentLogger, ticks });
    open.push(mailer);
    return mailer.capacity(MINUTE);
  };
  // One at once and one a second make 61 of a; b takes 31 and gets a quarter or a fifth of all.
  expect(capacity([0])).toBe(61);
  expect(capacity([0, 1])).toBe(81);
  expect(capacity([0, 1, 2])).toBe(101);
  expect(capacity([2])).toBe(Infinity);
});

describe('a turn that would come after the lease', () => {
  const message = {
    envelopeFrom: 'b@bounce.example',
    envelopeTo: 'r@example.org',
    bytes: Buffer.from('A: b\r\n\r\nc\r\n'),
  };

  test('is refused at once and costs nothing', async () => {
    const { mailer } = await openPacedSender('rate=0.01&connections=20');
    expect(await mailer.send(message)).toMatchObject({ kind: 'accepted' });
    const capacity = mailer.capacity(10 * MINUTE);
    for (let i = 0; i < 50; i += 1)
      expect(await mailer.send(message, undefined, ticks.now() + 99 * SECOND)).toMatchObject({ kind: 'not-begun' });
    expect(mailer.capacity(10 * MINUTE)).toBe(capacity);
    expect(await mailer.send(message, undefined, ticks.now() + 101 * SECOND)).toMatchObject({ kind: 'accepted' });
    expect(dots).toHaveLength(2);
  });

  test('releases the delivery for a later one, and the relay is not blamed', async () => {
    const ids = addDeliveries(world, world.issueId, 1);
    // Others of the process take the next eight minutes between the claim and the sending.
    const letters: Promise<unknown>[] = [];
    const exchange: DeliveryWorld['deliveries']['exchange'] = async (results, claim) => {
      const claims = await world.deliveries.exchange(results, claim);
      if (letters.length === 0) for (let i = 0; i < 24; i += 1) letters.push(paced.mailer.send(message));
      return claims;
    };
    const paced = await openPacedSender('rate=0.05&connections=50', { ...world.deliveries, exchange });
    await paced.run();
    expect(releases(ids)).toBe(1);
    for (const id of ids) {
      expect(eventsOf(world, id)).toEqual(['claim', 'released', 'claim', 'accepted']);
      expect(rowOf(world, id)).toMatchObject({ state: 'accepted', attempt: 1 });
    }
    expect(paced.troubles).toEqual([]);
    await Promise.all(letters);
  });
});
