import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mailer } from '../../src/delivery/mailer.js';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import type { FaultSink } from '../support/fault-sink.js';
import { faultShare, firstOf, type SinkScript } from '../support/fault-sink-script.js';
import { addDeliveries, eventsOf, rowOf, type DeliveryWorld } from './delivery-world.js';
import { DOUBT_WAIT, repair } from './repair-round.js';
import { openSenderWorld, type SenderWorld } from './sender-world.js';

const NEVER = new AbortController().signal;
let world: SenderWorld;
beforeEach(async () => {
  world = await openSenderWorld();
});
afterEach(async () => world.close());

/** Accepted dots by recipient, as the sink saw them. */
function dotsByRecipient(log: FaultSink): Map<string, number> {
  const dots = new Map<string, number>();
  for (const { rcpt } of log.entries()) dots.set(rcpt, (dots.get(rcpt) ?? 0) + 1);
  return dots;
}

describe('a whole send', () => {
  test('reaches 300 readers once each, with own Message-IDs, over the connections allowed', async () => {
    const { sink: log, sender: room } = await world.start();
    addDeliveries(world, world.issueId, 300);
    await room.sendBatch(world.job, NEVER);
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 300, pending: 0, sending: 0 });
    expect(log.entries()).toHaveLength(300);
    expect(new Set(log.entries().map((entry) => entry.rcpt)).size).toBe(300);
    expect(new Set(log.entries().map((entry) => entry.messageId)).size).toBe(300);
    expect(log.sessions()).toBe(10);
  });

  test('loses nobody when 5 % of the connections are cut after the dot, and explains each second copy', async () => {
    const script = firstOf(
      faultShare('dot', { do: 'fin' }, { share: 0.025, seed: 7 }),
      faultShare('dot', { do: 'rst' }, { share: 0.025, seed: 8 }),
    );
    const { sink: log, sender: room } = await world.start({ script });
    const readers = addDeliveries(world, world.issueId, 300);
    for (let round = 0; round < 3; round += 1) {
      await room.sendBatch(world.job, NEVER);
      world.clock.advance(DOUBT_WAIT + 1);
      await room.beat();
      await repair(world);
    }
    const counts = await world.deliveries.counts(world.issueId);
    expect(counts.accepted + counts.held).toBe(300);
    const dots = dotsByRecipient(log);
    const doubted = readers.filter((id) => eventsOf(world, id).includes('in_doubt'));
    expect(doubted.length).toBeGreaterThan(3);
    for (const id of readers) {
      const copies = dots.get(`reader-${id}@example.org`) ?? 0;
      const doubts = eventsOf(world, id).filter((event) => event === 'in_doubt').length;
      expect({ id, copies }).toEqual({ id, copies: rowOf(world, id).state === 'held' ? doubts : 1 + doubts });
    }
    const bytesById = new Map<string, Set<string>>();
    for (const { messageId, hash } of log.entries())
      bytesById.set(messageId, (bytesById.get(messageId) ?? new Set()).add(hash));
    expect([...bytesById.values()].every((hashes) => hashes.size === 1)).toBe(true);
  });

  test('loses and doubles nobody when connections are cut before the dot', async () => {
    const script = firstOf(
      ...(['connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'data', 'after-reply'] as const).map((point, i) =>
        faultShare(point, { do: i % 2 === 0 ? 'fin' : 'rst' }, { share: 0.05, seed: i }),
      ),
    );
    const { sink: log, sender: room } = await world.start({ script });
    addDeliveries(world, world.issueId, 150);
    for (let round = 0; round < 8; round += 1) {
      await room.sendBatch(world.job, NEVER);
      world.clock.advance(6 * MINUTE);
      await room.beat();
    }
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 150, in_doubt: 0, failed: 0 });
    expect([...dotsByRecipient(log).values()].every((copies) => copies === 1)).toBe(true);
  });

  test('two runs of the same batch at once send nothing twice', async () => {
    const { sink: log, sender: room } = await world.start();
    addDeliveries(world, world.issueId, 100);
    await Promise.all([
      room.sendBatch(world.job, NEVER),
      room.sendBatch(world.job, NEVER),
      room.sendBatch(world.job, NEVER),
    ]);
    expect([...dotsByRecipient(log).values()]).toEqual(Array.from({ length: 100 }, () => 1));
  });

  test('sorts answers: suppressed, deferred and failed readers, the others accepted', async () => {
    const { sender: room } = await world.start();
    const addresses = [
      'refuse-550-5.1.1@a.example',
      'refuse-450-4.2.0@b.example',
      'refuse-550-5.7.1@c.example',
      'dot-554@d.example',
      'ok@e.example',
    ];
    const ids = addDeliveries(world, world.issueId, addresses.length, (i) => addresses[i] ?? '');
    await room.sendBatch(world.job, NEVER);
    expect(ids.map((id) => [rowOf(world, id).state, rowOf(world, id).reason])).toEqual([
      ['failed', 'unknown-user'],
      ['deferred', 'deferred'],
      ['deferred', 'policy'],
      ['failed', 'message-refused'],
      ['accepted', null],
    ]);
    expect(world.db.sqlite.prepare('SELECT email FROM suppressions').all()).toEqual([
      { email: 'refuse-550-5.1.1@a.example' },
    ]);
    world.clock.advance(36 * HOUR + 1);
    await room.beat();
    await repair(world);
    expect(rowOf(world, ids[1] ?? '')).toMatchObject({ state: 'failed', reason: 'expired' });
  });
});

test("a sender keeps to its relay's limits", async () => {
  const { sink: log, sender: room } = await world.start({}, 'connections=10&hourly=10');
  addDeliveries(world, world.issueId, 30);
  await room.sendBatch(world.job, NEVER);
  expect(log.entries()).toHaveLength(9);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 9, pending: 21, sending: 0 });
});

test('a claim whose lease ran out before its turn is not put on the wire', async () => {
  const script: SinkScript = ({ point }) => {
    if (point === 'greeting') world.clock.advance(HOUR);
    return undefined;
  };
  const { sink: log, sender: room } = await world.start({ script }, 'connections=1');
  const [id = ''] = addDeliveries(world, world.issueId, 1);
  const stop = new AbortController();
  const running = room.sendBatch(world.job, stop.signal);
  while (!eventsOf(world, id).includes('released'))
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  stop.abort();
  await running;
  expect(eventsOf(world, id).slice(0, 2)).toEqual(['claim', 'released']);
  expect(log.entries().length).toBe(eventsOf(world, id).filter((event) => event === 'accepted').length);
});

test('a ledger that cannot commit keeps the results for the next beat', async () => {
  const { sink: log, sender: room } = await world.start({}, 'connections=2');
  addDeliveries(world, world.issueId, 2);
  world.db.sqlite.exec(
    `CREATE TRIGGER full BEFORE INSERT ON delivery_events WHEN NEW.event = 'accepted' BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  await expect(room.sendBatch(world.job, NEVER)).rejects.toMatchObject({ message: 'disk full' });
  expect(log.entries()).toHaveLength(2);
  expect((await world.deliveries.counts(world.issueId)).sending).toBe(2);
  world.db.sqlite.exec('DROP TRIGGER full');
  await room.beat();
  expect((await world.deliveries.counts(world.issueId)).accepted).toBe(2);
});

test('the last answers may come back while the next claim is waited for', async () => {
  addDeliveries(world, world.issueId, 2);
  const gate = new EventEmitter();
  const held = once(gate, 'open');
  let sends = 0;
  const slowSecond: Mailer = {
    concurrency: 2,
    send: async () => {
      if (++sends === 2) await held;
      return { kind: 'accepted', code: 250, reply: '250 ok' };
    },
    check: async () => undefined,
    close: async () => {},
  };
  let exchanges = 0;
  const exchange: DeliveryWorld['deliveries']['exchange'] = async (results, claim) => {
    if (++exchanges === 2) gate.emit('open');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return world.deliveries.exchange(results, claim);
  };
  const sender = await world.openSender(slowSecond, { ...world.deliveries, exchange });
  await sender.sendBatch(world.job, NEVER);
  expect((await world.deliveries.counts(world.issueId)).accepted).toBe(2);
});
