import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Mailer } from '../../src/delivery/mailer.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { faultAt, scriptByRecipient, type SinkScript } from '../support/fault-sink-script.js';
import { virtualTicks } from '../support/virtual-ticks.js';
import { addDeliveries, openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';
import { openPacedSender } from './paced-sender.js';

/** Real: two relays write down whose message they were given, and the ledger says the same. */
let world: DeliveryWorld;
let sinks: FaultSink[];
let mailer: Mailer | undefined;
/** Whom each reader's mail was last offered to, as the relays saw it. */
let asked: Map<string, string>;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  sinks = [];
  asked = new Map();
});
afterEach(async () => {
  await mailer?.close();
  for (const sink of sinks) await sink.close();
  world.remove();
});

const nameOf = (index: number) => `127.0.0.1:${sinks[index]?.port}`;
const rows = async () => world.deliveries.list({ issueId: world.issueId, limit: 500 });
const inLedger = async (index: number) =>
  new Set((await rows()).filter(({ relay }) => relay === nameOf(index)).map(({ email }) => email));
const inLog = (index: number) => new Set(sinks[index]?.entries().map(({ rcpt }) => rcpt));
const nothing: SinkScript = () => undefined;

async function openSender(scripts: readonly SinkScript[], queries: readonly string[] = []) {
  for (const [index, script] of scripts.entries()) {
    const told: SinkScript = (moment) => {
      if (moment.point === 'rcpt') asked.set(moment.rcpt, nameOf(index));
      return script(moment);
    };
    sinks.push(await startFaultSink({ script: told }));
  }
  const urls = sinks.map(({ port }, i) => `smtp://127.0.0.1:${port}?connections=4&${queries[i] ?? ''}`);
  const sender = await openPacedSender({ world, ticks: virtualTicks(), relays: urls.join(',') });
  ({ mailer } = sender);
  return sender;
}

test('each delivery has the relay whose log has its message, by their weights', async () => {
  addDeliveries(world, world.issueId, 120);
  await (await openSender([nothing, nothing], ['weight=3', 'weight=1'])).run();
  expect(inLog(0).size).toBeGreaterThan(inLog(1).size);
  for (const index of [0, 1]) expect(await inLedger(index)).toEqual(inLog(index));
  const numbers = [0, 1].map((index) => ({ relay: nameOf(index), state: 'accepted', count: inLog(index).size }));
  expect(await world.deliveries.byRelay(world.issueId)).toEqual(expect.arrayContaining(numbers));
});

test('that took over when the other was away', async () => {
  addDeliveries(world, world.issueId, 60);
  const { run } = await openSender([faultAt('greeting', { do: 'reply', line: '421 4.3.2 busy' }, 6), nothing]);
  await run();
  world.clock.advance(MINUTE);
  await run();
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 60 });
  expect(inLog(1).size).toBeGreaterThan(30);
  for (const index of [0, 1]) expect(await inLedger(index)).toEqual(inLog(index));
});

const cutDoubtful: SinkScript = (moment) =>
  moment.point === 'dot' && moment.rcpt.startsWith('doubtful') ? { do: 'rst' } : scriptByRecipient(moment);

test('that put it off, refused it, or broke off after its dot', async () => {
  const parts = ['refuse-450-4.2.1', 'refuse-550-5.1.1', 'doubtful', 'taken'];
  addDeliveries(world, world.issueId, 24, (i) => `${parts[i % 4]}-${i}@example.org`);
  await (await openSender([cutDoubtful, cutDoubtful])).run();
  const settled = await rows();
  expect(new Set(settled.map(({ state }) => state))).toEqual(new Set(['deferred', 'failed', 'in_doubt', 'accepted']));
  for (const { email, relay } of settled) expect(relay).toBe(asked.get(email ?? ''));
  expect(new Set(settled.map(({ relay }) => relay))).toEqual(new Set([nameOf(0), nameOf(1)]));
});
