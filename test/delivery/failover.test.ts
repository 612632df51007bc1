import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mailer } from '../../src/delivery/mailer.js';
import { MINUTE, SECOND } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { faultAt, type SinkScript } from '../support/fault-sink-script.js';
import { virtualTicks, type VirtualTicks } from '../support/virtual-ticks.js';
import { addDeliveries, issueState, openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';
import { openPacedSender } from './paced-sender.js';

let world: DeliveryWorld;
let ticks: VirtualTicks;
let sinks: FaultSink[];
const open: Mailer[] = [];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  ticks = virtualTicks();
  sinks = [];
});
afterEach(async () => {
  for (const mailer of open.splice(0)) await mailer.close();
  for (const sink of sinks) await sink.close();
  world.remove();
});

/** A sender over a relay for each set of options; `queries` are theirs. */
async function start(relays: readonly FaultSinkOptions[], queries: readonly string[] = []) {
  for (const options of relays) sinks.push(await startFaultSink(options));
  const urls = sinks.map(({ port }, i) => `smtp://127.0.0.1:${port}?connections=4&${queries[i] ?? ''}`);
  const sender = await openPacedSender({ world, ticks, relays: urls.join(',') });
  open.push(sender.mailer);
  return sender;
}
const busy = () => faultAt('greeting', { do: 'reply', line: '421 4.3.2 busy' }, 5);
const taken = () => sinks.map((sink) => sink.entries().length);
const counts = async () => world.deliveries.counts(world.issueId);

test('each of several relays gets its share', async () => {
  addDeliveries(world, world.issueId, 120);
  const { run } = await start([{}, {}], ['weight=3', 'weight=1']);
  await run();
  const [first = 0, second = 0] = taken();
  expect(first + second).toBe(120);
  expect(Math.abs(second - 30)).toBeLessThanOrEqual(8);
});

test('of several relays, the one with the least room for its share sets the pace', async () => {
  addDeliveries(world, world.issueId, 90);
  const { run } = await start([{}, {}], ['rate=1&weight=2', 'weight=1']);
  await run();
  const [first = 0, second = 0] = taken();
  expect(Math.abs(first - 60)).toBeLessThanOrEqual(6);
  expect(first + second).toBe(90);
  expect(ticks.now()).toBeGreaterThan(50 * SECOND);
});

test("a relay's hour is used up: the others send its share", async () => {
  addDeliveries(world, world.issueId, 60);
  const { run } = await start([{}, {}], ['hourly=10', '']);
  await run();
  expect(taken()).toEqual([9, 51]);
});

test('the hour of the only relay is used up: the issue says so and goes on by itself', async () => {
  addDeliveries(world, world.issueId, 15);
  const { run } = await start([{}], ['hourly=10']);
  await run();
  expect(taken()).toEqual([9]);
  expect(issueState(world)).toMatchObject({ state: 'sending', state_reason: expect.stringContaining('61 minutes') });
  await run();
  expect(taken()).toEqual([9]);
  ticks.advance(61 * MINUTE);
  await run();
  expect(taken()).toEqual([15]);
  expect(issueState(world)).toMatchObject({ state: 'sending', state_reason: null });
});

describe('a relay that is away', () => {
  test('loses nobody: the others send its share, and one message tries it again', async () => {
    addDeliveries(world, world.issueId, 100);
    let greeted = 0;
    const script: SinkScript = ({ point }) => {
      if (point !== 'greeting') return undefined;
      greeted += 1;
      return greeted <= 6 ? { do: 'reply', line: '421 4.3.2 busy' } : undefined;
    };
    const { run, warnings } = await start([{ script }, {}]);
    await run();
    expect(await counts()).toMatchObject({ accepted: 100, pending: 0, in_doubt: 0 });
    expect(taken()[1]).toBeGreaterThan(40);
    expect(warnings).toContain('relay.trouble');
    expect(issueState(world)).toMatchObject({ state: 'sending', state_reason: null });
    // What was under way when the trouble began, and a probe after each wait.
    expect(greeted).toBeLessThanOrEqual(14);
    // A release takes its place a moment later.
    world.clock.advance(MINUTE);
    await run();
    expect(world.alarms).toEqual([]);
  });

  test('with all others away too is waited for', async () => {
    addDeliveries(world, world.issueId, 20);
    const { run } = await start([{ script: busy() }, { script: busy() }]);
    const shown = new Set<string | null>();
    for (let round = 0; (await counts()).accepted < 20 && round < 20; round += 1) {
      await run();
      shown.add(issueState(world).state_reason);
      world.clock.advance(5 * MINUTE);
    }
    expect(await counts()).toMatchObject({ accepted: 20, failed: 0 });
    expect([...shown]).toContain(null);
    expect(issueState(world)).toMatchObject({ state: 'sending', state_reason: null });
  });
});

describe.each([
  ['an expired password', { login: 'press:right' }, 'refuses our login'],
  [
    'a block of our address',
    { script: faultAt('mail', { do: 'reply', line: '554 5.7.1 blocked using zen.spamhaus.org' }, 999) },
    'blocks us',
  ],
] as const)('%s', (_, faults, words) => {
  test('of one relay takes that relay out, tells the editors once, and pauses nothing', async () => {
    addDeliveries(world, world.issueId, 100);
    const { run } = await start([faults, {}]);
    await run();
    world.clock.advance(MINUTE);
    await run();
    expect(await counts()).toMatchObject({ accepted: 100, failed: 0, in_doubt: 0 });
    expect(taken()).toEqual([0, 100]);
    expect(issueState(world)).toMatchObject({ state: 'sending' });
    expect(world.alarms).toEqual([]);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]?.paragraphs[0]).toContain(words);
    expect(world.told[0]?.heading).toContain(`127.0.0.1:${sinks[0]?.port}`);
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
  });

  test('of all relays pauses the issue, and suppresses nobody', async () => {
    addDeliveries(world, world.issueId, 100);
    const { run } = await start([faults, faults]);
    await run();
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining(words) });
    expect(await counts()).toMatchObject({ accepted: 0, failed: 0, in_doubt: 0, sending: 0 });
    expect(world.alarms).toHaveLength(1);
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
  });
});
