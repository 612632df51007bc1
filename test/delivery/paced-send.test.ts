import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mailer } from '../../src/delivery/mailer.js';
import { MINUTE, SECOND } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { virtualTicks, type VirtualTicks } from '../support/virtual-ticks.js';
import {
  addDeliveries,
  eventsOf,
  insertIssue,
  openDeliveryWorld,
  rowOf,
  type DeliveryWorld,
} from './delivery-world.js';
import { openPacedSender } from './paced-sender.js';

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

async function openSender(query: string, deliveries = world.deliveries) {
  const sender = await openPacedSender({ world, ticks, deliveries, relays: `smtp://127.0.0.1:${sink.port}?${query}` });
  open.push(sender.mailer);
  return sender;
}

const releases = (ids: readonly string[]) =>
  ids.flatMap((id) => eventsOf(world, id)).filter((event) => event === 'released').length;

describe('a relay that takes little', () => {
  test('gets everything at its rate, and no claim waits in vain', async () => {
    const ids = addDeliveries(world, world.issueId, 30);
    const { run, warnings } = await openSender('rate=0.05&connections=20');
    await run();
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 30, pending: 0, deferred: 0 });
    // Twenty seconds each, the first at once.
    expect(dots).toHaveLength(30);
    for (const [i, at] of dots.entries()) expect(at).toBeGreaterThanOrEqual(i * 20 * SECOND - 1);
    expect(ticks.now()).toBeLessThan(30 * 20 * SECOND + MINUTE);
    expect(releases(ids)).toBe(0);
    expect(warnings).toEqual([]);
  });

  test('is shared by all batches of the process', async () => {
    const ids = addDeliveries(world, world.issueId, 20);
    const second = new Set(ids.slice(10));
    for (const id of second) world.db.sqlite.prepare('UPDATE deliveries SET batch = 1 WHERE subscriber_id = ?').run(id);
    const { run } = await openSender('rate=0.05&connections=20');
    // A batch that finds the next minute taken ends, and is rung again.
    const due = async () => world.deliveries.dueBatches(world.clock.now(), 10);
    for (let rung = await due(); rung.length > 0; rung = await due())
      await Promise.all(rung.map(async ({ batch }) => run(batch)));
    expect(dots).toHaveLength(20);
    for (const [i, at] of dots.entries()) expect(at).toBeGreaterThanOrEqual(i * 20 * SECOND - 1);
    // What is claimed goes out at once.
    expect(Math.max(...claimed)).toBe(1);
    expect(releases(ids)).toBe(0);
  });

  test('with more than a lease between two messages is not asked for what it will not take', async () => {
    const ids = addDeliveries(world, world.issueId, 3);
    const { run } = await openSender('rate=0.01&connections=20');
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
  const digest = addDeliveries(world, world.issueId, 300);
  for (const [i, id] of digest.entries())
    world.db.sqlite.prepare('UPDATE deliveries SET batch = ? WHERE subscriber_id = ?').run(i % 3, id);
  const urgent = insertIssue(world, 'urgent');
  let approvedAt = Infinity;
  const { run } = await openSender('rate=100&connections=20', {
    ...world.deliveries,
    exchange: async (results, claim) => {
      if (dots.length > 90 && approvedAt === Infinity) {
        approvedAt = ticks.now();
        addDeliveries(world, urgent, 50, (i) => `urgent-${i}@example.org`);
      }
      return world.deliveries.exchange(results, claim);
    },
  });
  await Promise.all([run(0), run(1)]);
  await run(2);
  const order = sink.entries().map(({ rcpt }) => rcpt.startsWith('urgent'));
  expect(order).toHaveLength(350);
  const first = order.indexOf(true);
  expect((dots[first] ?? Infinity) - approvedAt).toBeLessThan(5 * SECOND);
  // What the other slot had claimed still goes out in between.
  expect(order.slice(first, order.lastIndexOf(true)).filter((isUrgent) => !isUrgent).length).toBeLessThan(50);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 300, pending: 0, sending: 0 });
  expect(await world.deliveries.counts(urgent)).toMatchObject({ accepted: 50, pending: 0, sending: 0 });
});

describe('a letter', () => {
  const message = {
    envelopeFrom: 'b@bounce.example',
    envelopeTo: 'r@example.org',
    bytes: Buffer.from('A: b\r\n\r\nc\r\n'),
  };

  test('whose turn would come too late is not sent, and costs nothing', async () => {
    const { mailer } = await openSender('rate=0.01&connections=20');
    const within = async (seconds: number) => mailer.send(message, undefined, ticks.now() + seconds * SECOND);
    expect(await mailer.send(message)).toMatchObject({ kind: 'accepted' });
    expect(await mailer.send(message)).toMatchObject({ kind: 'accepted' });
    for (let i = 0; i < 50; i += 1) expect(await within(99)).toMatchObject({ kind: 'not-begun' });
    expect(await within(101)).toMatchObject({ kind: 'accepted' });
    expect(dots).toHaveLength(3);
  });

  test('goes before a running digest', async () => {
    addDeliveries(world, world.issueId, 60);
    let sent: Promise<unknown> | undefined;
    const { run, mailer } = await openSender('rate=1&connections=20', {
      ...world.deliveries,
      exchange: async (results, claim) => {
        if (dots.length === 20) sent ??= mailer.send(message);
        return world.deliveries.exchange(results, claim);
      },
    });
    await run();
    await sent;
    const place = sink.entries().findIndex(({ rcpt }) => rcpt === 'r@example.org');
    expect(place).toBeGreaterThanOrEqual(20);
    expect(place).toBeLessThanOrEqual(22);
  });
});
