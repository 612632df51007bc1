import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { faultAt, type SinkScript } from '../support/fault-sink-script.js';
import { waitFor } from '../support/wait-for.js';
import { addDeliveries, eventsOf, openDeliveryWorld, rowOf, type DeliveryWorld } from '../delivery/delivery-world.js';
import { mailerTo, openTestSender } from '../delivery/test-sender.js';
import { DOUBT_WAIT, repair } from '../delivery/repair-round.js';
import { startDoomedSender, type DoomedSender } from './doomed-sender.js';

/** Real: the sender is a process, killed; the ledger and the journals it leaves are on the disk. */
const READERS = 5;
const CONNECTIONS = 3;
const NEVER = new AbortController().signal;

let world: DeliveryWorld;
let sink: FaultSink;
let doomed: DoomedSender | undefined;
let readers: readonly string[];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  readers = addDeliveries(world, world.issueId, READERS);
});
afterEach(async () => {
  doomed?.signal('SIGKILL');
  await doomed?.ended;
  doomed = undefined;
  await sink.close();
  world.remove();
});

const counts = async () => world.deliveries.counts(world.issueId);
const doubts = () => readers.filter((id) => eventsOf(world, id).includes('in_doubt'));
/** Final dots of each reader, in the order of `readers`. */
const dots = () => readers.map((id) => sink.entries().filter(({ rcpt }) => rcpt === `reader-${id}@example.org`).length);

const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

async function openSink(script: SinkScript = () => undefined): Promise<void> {
  sink = await startFaultSink({ script });
}

/** The sender is killed once `reached` holds; then the repair round runs. */
async function killWhen(what: string, reached: () => boolean | Promise<boolean>): Promise<void> {
  doomed = startDoomedSender(world, { port: sink.port, connections: CONNECTIONS });
  await waitFor(what, reached);
  doomed.signal('SIGKILL');
  expect(await doomed.ended).toBe('SIGKILL');
  await repair(world);
}

/** The next sender does the rest, after the wait that doubts have; nobody is lost. */
async function finish(): Promise<void> {
  world.clock.advance(DOUBT_WAIT + 1);
  await repair(world);
  const next = await openTestSender(world, mailerTo(sink.port));
  await next.sendBatch({ issueId: world.issueId, batch: 0 }, NEVER);
  await next.close();
  expect(await counts()).toMatchObject({ accepted: READERS, pending: 0, sending: 0, in_doubt: 0, held: 0 });
}

const faultCount = (name: string) => sink.tally().faults[name] ?? 0;

describe('a sender that is killed', () => {
  test('between its claim and its connection leaves no doubt and no second copy', async () => {
    await openSink(faultAt('greeting', { do: 'stall' }, CONNECTIONS));
    await killWhen(
      'claims and connections',
      async () => faultCount('greeting:stall') === CONNECTIONS && (await counts()).sending > 0,
    );
    expect(await counts()).toMatchObject({ pending: READERS, in_doubt: 0 });
    await finish();
    expect(dots()).toEqual([1, 1, 1, 1, 1]);
  });

  test('in the middle of bodies leaves doubts about these only, and nobody gets two', async () => {
    await openSink(faultAt('mid-body', { do: 'stall' }, CONNECTIONS));
    await killWhen('bodies under way', () => faultCount('mid-body:stall') === CONNECTIONS);
    expect(await counts()).toMatchObject({ in_doubt: CONNECTIONS, pending: READERS - CONNECTIONS });
    await finish();
    expect(dots()).toEqual([1, 1, 1, 1, 1]);
  });

  test('between dots and answers leaves doubts about these, and exactly these get a second copy', async () => {
    await openSink(faultAt('dot', { do: 'stall' }, CONNECTIONS));
    await killWhen('dots without answers', () => faultCount('dot:stall') === CONNECTIONS);
    expect(await counts()).toMatchObject({ in_doubt: CONNECTIONS, pending: READERS - CONNECTIONS });
    const doubted = doubts();
    await finish();
    expect(dots()).toEqual(readers.map((id) => (doubted.includes(id) ? 2 : 1)));
  });
});

/** It kills itself there; then the repair round runs. */
async function crashAt(point: Parameters<typeof startDoomedSender>[1]['crashAt'] & string, connections = 1) {
  doomed = startDoomedSender(world, { port: sink.port, connections, crashAt: point });
  const how = await doomed.ended;
  await repair(world);
  return how;
}

describe('a sender that dies', () => {
  test('with an answer heard and not written down leaves one doubt, and that reader gets two', async () => {
    await openSink();
    expect(await crashAt('answer-heard')).toBe('SIGKILL');
    expect(doubts()).toHaveLength(1);
    await finish();
    expect(sorted(dots())).toEqual([1, 1, 1, 1, 2]);
  });

  test.each(['before-report', 'after-report'] as const)('at %s leaves neither doubt nor second copy', async (point) => {
    await openSink();
    expect(await crashAt(point)).toBe('SIGKILL');
    expect((await counts()).accepted).toBe(1);
    await finish();
    expect(doubts()).toEqual([]);
    expect(dots()).toEqual([1, 1, 1, 1, 1]);
  });

  test('of an error nobody caught, with a message on the wire, loses nobody', async () => {
    await openSink(faultAt('dot', { do: 'stall' }, 1));
    expect(await crashAt('uncaught-error')).toBe(1);
    expect(doubts()).toHaveLength(1);
    await finish();
    expect(dots().every((copies) => copies >= 1)).toBe(true);
  });

  test('each time it has the message of one reader in its hands keeps no other from theirs', async () => {
    await openSink();
    const [poison = ''] = addDeliveries(world, world.issueId, 1, () => 'poison@example.org');
    for (let deaths = 0; deaths < 10 && (await counts()).accepted < READERS; deaths += 1) {
      await crashAt('poison');
      // As if the time had come for all of them at once: what was claimed together must still be claimed apart.
      world.db.sqlite.exec('UPDATE deliveries SET next_at = 0');
    }
    expect(dots()).toEqual([1, 1, 1, 1, 1]);
    expect(rowOf(world, poison)).toMatchObject({ state: 'pending', attempt: 0, doubts: 0 });
    expect(rowOf(world, poison).fence).toBeGreaterThan(0);
  }, 60_000);
});

test('a sender that stood still past its lease finds its doubt resent, adds no third copy, and its answer counts', async () => {
  const gate = new AbortController();
  const until = once(gate.signal, 'abort');
  await openSink(faultAt('dot', { do: 'hold', until }, 1));
  // It has one delivery in its hands and no other: its own clock does not move.
  world.db.sqlite
    .prepare('UPDATE deliveries SET next_at = ? WHERE subscriber_id <> ?')
    .run(world.clock.now() + MINUTE, readers[0]);
  doomed = startDoomedSender(world, { port: sink.port, connections: 1 });
  await waitFor('a dot without an answer', () => faultCount('dot:hold') === 1);
  doomed.signal('SIGSTOP');
  world.clock.advance(6 * MINUTE);
  await repair(world);
  expect(doubts().length).toBeGreaterThan(0);
  await finish();
  expect(sorted(dots())).toEqual([1, 1, 1, 1, 2]);
  gate.abort();
  doomed.signal('SIGCONT');
  await doomed.ended;
  expect(await counts()).toMatchObject({ accepted: READERS, in_doubt: 0 });
  expect(sorted(dots())).toEqual([1, 1, 1, 1, 2]);
});
