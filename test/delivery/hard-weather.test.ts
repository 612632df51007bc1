import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SenderRoom } from '../../src/delivery/room.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { faultShare, firstOf, greylist } from '../support/fault-sink-script.js';
import { addDeliveries, issueState, openDeliveryWorld, rowOf, type DeliveryWorld } from './delivery-world.js';
import { mailerTo, openTestSender } from './test-sender.js';

const NEVER = new AbortController().signal;
let world: DeliveryWorld;
let sink: FaultSink;
let sender: SenderRoom;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
});
afterEach(async () => {
  await sender.close();
  await sink.close();
  world.remove();
});

async function start(options: FaultSinkOptions): Promise<void> {
  sink = await startFaultSink(options);
  sender = await openTestSender(world, mailerTo(sink.port));
}

const sendBatch = async () => sender.sendBatch({ issueId: world.issueId, batch: 0 }, NEVER);
const counts = async () => world.deliveries.counts(world.issueId);
const suppressed = () => world.db.sqlite.prepare('SELECT * FROM suppressions').all();

describe('a relay that', () => {
  test('puts every recipient off once gets them all in the second round', async () => {
    await start({ script: greylist(0) });
    addDeliveries(world, world.issueId, 50);
    await sendBatch();
    expect(await counts()).toMatchObject({ accepted: 0, deferred: 50, failed: 0 });
    expect(sink.tally().dots).toBe(0);
    world.clock.advance(10 * MINUTE);
    await sendBatch();
    expect(await counts()).toMatchObject({ accepted: 50, deferred: 0 });
    expect(sink.tally()).toMatchObject({ recipients: 50, duplicated: 0 });
    expect(suppressed()).toEqual([]);
  });

  test('drops 30 % of the connections after the dot pauses the issue, and the editors are told once', async () => {
    await start({ script: faultShare('dot', { do: 'rst' }, { share: 0.3, seed: 5 }) });
    addDeliveries(world, world.issueId, 600);
    await sendBatch();
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining('in doubt') });
    expect(world.alarms).toHaveLength(1);
    const { in_doubt: doubts, sending, accepted, pending } = await counts();
    expect(sending).toBe(0);
    // The cap is 20; what was on the wire when it was reached may add to it.
    expect(doubts).toBeGreaterThan(20);
    expect(doubts).toBeLessThanOrEqual(40);
    expect(accepted + doubts + pending).toBe(600);
    expect(sink.tally().dots).toBe(accepted + doubts);
  });

  test('answers one in ten with a 4xx or 5xx of every kind loses nobody and suppresses only unknown users', async () => {
    const replies = [
      '421 4.3.2 busy',
      '451 4.3.0 later',
      '452 4.2.2 full',
      '550 5.7.1 policy',
      '552 5.2.2 mailbox full',
    ];
    const scripts = replies.flatMap((line, i) => [
      faultShare('rcpt', { do: 'reply', line }, { share: 0.01, seed: i + 1 }),
      faultShare('dot', { do: 'reply', line }, { share: 0.01, seed: i + 101 }),
    ]);
    await start({ script: firstOf(...scripts) });
    const readers = addDeliveries(world, world.issueId, 300, (i) =>
      i % 100 === 7 ? `refuse-550-5.1.1-${i}@a.example` : `reader-${i}@a.example`,
    );
    for (let round = 0; round < 6; round += 1) {
      await sendBatch();
      world.clock.advance(2 * 60 * MINUTE);
      await sender.beat();
    }
    const states = readers.map((id) => rowOf(world, id).state);
    expect(states.filter((state) => state === 'accepted' || state === 'failed')).toHaveLength(300);
    expect(sink.tally().duplicated).toBe(0);
    expect(sink.tally().recipients).toBe((await counts()).accepted);
    expect(suppressed()).toHaveLength(3);
  });
});

test('a ledger whose disk is full stops sending, and has every answer once there is room', async () => {
  await start({});
  addDeliveries(world, world.issueId, 200);
  const pages = () => world.db.sqlite.pragma('page_count', { simple: true }) as number;
  world.db.sqlite.pragma(`max_page_count = ${pages() + 2}`);
  await expect(sendBatch()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  const heard = sink.tally().accepted;
  expect(heard).toBeLessThan(200);
  expect(world.db.sqlite.inTransaction).toBe(false);
  world.db.sqlite.pragma('max_page_count = 1000000');
  await sender.beat();
  expect((await counts()).accepted).toBe(heard);
  await sendBatch();
  expect(await counts()).toMatchObject({ accepted: 200, in_doubt: 0 });
  expect(sink.tally()).toMatchObject({ recipients: 200, duplicated: 0 });
  expect(world.db.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
});
