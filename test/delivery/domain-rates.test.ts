import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DomainRate } from '../../src/delivery/domain-pace.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { MINUTE, SECOND } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import type { SinkScript } from '../support/fault-sink-script.js';
import { virtualTicks, type VirtualTicks } from '../support/virtual-ticks.js';
import { addDeliveries, eventsOf, issueState, openDeliveryWorld, rowOf, type DeliveryWorld } from './delivery-world.js';
import { openPacedSender } from './paced-sender.js';

let world: DeliveryWorld;
let ticks: VirtualTicks;
let sink: FaultSink;
/** Virtual milliseconds of each final dot, with its recipient's domain. */
let dots: { at: number; domain: string }[];
const open: Mailer[] = [];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  ticks = virtualTicks();
  dots = [];
});
afterEach(async () => {
  for (const mailer of open.splice(0)) await mailer.close();
  await sink.close();
  world.remove();
});

async function start(domainRates: readonly DomainRate[], script: SinkScript = () => undefined) {
  sink = await startFaultSink({
    script: (moment) => {
      if (moment.point === 'dot') dots.push({ at: ticks.now(), domain: moment.rcpt.split('@')[1] ?? '' });
      return script(moment);
    },
  });
  const relays = `smtp://127.0.0.1:${sink.port}?connections=10`;
  const sender = await openPacedSender({ world, ticks, relays, domainRates });
  open.push(sender.mailer);
  return sender;
}
const counts = async () => world.deliveries.counts(world.issueId);
const to = (domain: string, count: number) =>
  addDeliveries(world, world.issueId, count, (i) => `reader-${i}@${domain}`);

describe('the rate of a recipient domain', () => {
  test('holds, the others are not kept, and no claim is made in vain', async () => {
    const slow = to('slow.example', 20);
    to('fast.example', 60);
    const { run } = await start([{ domains: ['slow.example'], perSecond: 2 }]);
    await run();
    expect(await counts()).toMatchObject({ accepted: 80 });
    const times = dots.filter(({ domain }) => domain === 'slow.example').map(({ at }) => at);
    for (const [i, at] of times.entries()) expect(at).toBeGreaterThanOrEqual(((i - 1) * SECOND) / 2 - 1);
    expect(ticks.now()).toBeLessThan(20 * SECOND);
    const last = dots.findLastIndex(({ domain }) => domain === 'fast.example');
    expect(dots[last]?.at).toBeLessThan(5 * SECOND);
    for (const id of slow) expect(eventsOf(world, id)).toEqual(['claim', 'accepted']);
  });

  test('is one for all domains of a provider, and for all processes', async () => {
    for (const domain of ['a.example', 'b.example']) to(domain, 12);
    const rates = [{ domains: ['a.example', 'b.example'], perSecond: 2 }];
    const { run } = await start(rates);
    const relays = `smtp://127.0.0.1:${sink.port}?connections=10`;
    const other = await openPacedSender({ world, ticks, relays, domainRates: rates });
    open.push(other.mailer);
    await Promise.all([run(), other.run()]);
    expect(await counts()).toMatchObject({ accepted: 24 });
    for (const [i, { at }] of dots.entries()) expect(at).toBeGreaterThanOrEqual(((i - 1) * SECOND) / 2 - 1);
  });

  test('keeps no slot from the readers of other batches', async () => {
    to('slow.example', 10);
    const others = to('fast.example', 30);
    const move = world.db.sqlite.prepare('UPDATE deliveries SET batch = 1 WHERE subscriber_id = ?');
    for (const id of others) move.run(id);
    world.db.sqlite.prepare('UPDATE issues SET batch_count = 2 WHERE id = ?').run(world.issueId);
    const { run } = await start([{ domains: ['slow.example'], perSecond: 1 }]);
    await run(0);
    expect(await counts()).toMatchObject({ accepted: 40 });
    const firstSlow = dots.filter(({ domain }) => domain === 'slow.example').map(({ at }) => at);
    const lastFast = Math.max(...dots.filter(({ domain }) => domain === 'fast.example').map(({ at }) => at));
    expect(lastFast).toBeLessThan(firstSlow[4] ?? 0);
    expect(firstSlow.at(-1)).toBeLessThan(15 * SECOND);
    for (const id of others) expect(eventsOf(world, id)).toEqual(['claim', 'accepted']);
  });

  test('keeps readers that must not get it from taking a place', async () => {
    const ids = to('slow.example', 6);
    for (const id of ids.slice(0, 4))
      world.db.sqlite.prepare(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`).run(id);
    const { run } = await start([{ domains: ['slow.example'], perSecond: 1 }]);
    await run();
    expect(await counts()).toMatchObject({ accepted: 2, skipped: 4 });
  });
});

const blocking: SinkScript = ({ point, rcpt }) =>
  point === 'rcpt' && rcpt.endsWith('@angry.example')
    ? { do: 'reply', line: '550 5.7.1 Your IP is on our block list' }
    : undefined;

describe('a domain that blocks us', () => {
  test('is held back, the editors are told, and the issue goes on', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 40; i += 1) {
      ids.push(...addDeliveries(world, world.issueId, 1, () => `reader-${i}@angry.example`));
      addDeliveries(world, world.issueId, 4);
    }
    const { run } = await start([], blocking);
    await run();
    expect(await counts()).toMatchObject({ accepted: 160, failed: 0 });
    expect(issueState(world)).toMatchObject({ state: 'sending' });
    const untouched = ids.filter((id) => rowOf(world, id).state === 'pending');
    expect(untouched.length).toBeGreaterThan(10);
    expect(world.told.map(({ heading }) => heading)).toEqual(['angry.example blocks our mail']);
    expect(world.alarms).toEqual([]);
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
    // Nothing is tried while it is held.
    await run();
    expect(ids.filter((id) => rowOf(world, id).state === 'pending')).toEqual(untouched);
  });

  test('gets its mail when the hold is over and it takes it', async () => {
    let angry = true;
    const ids = to('angry.example', 60);
    const { run } = await start([], (moment) => (angry ? blocking(moment) : undefined));
    await run();
    expect(await counts()).toMatchObject({ accepted: 0, failed: 0 });
    expect(issueState(world).state).toBe('sending');
    angry = false;
    ticks.advance(31 * MINUTE);
    await run();
    expect(await counts()).toMatchObject({ accepted: ids.length });
  });
});
