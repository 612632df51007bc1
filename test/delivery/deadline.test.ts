import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/kernel/clock.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import type { SenderRoom } from '../../src/delivery/room.js';
import {
  addDeliveries,
  claimOf,
  openDeliveryWorld,
  openSession,
  resultOf,
  rowOf,
  type DeliveryWorld,
} from './delivery-world.js';
import { openTestSender } from './test-sender.js';

const NEVER = new AbortController().signal;
const DEFERRED = {
  state: 'deferred',
  nextAt: 9e15,
  reply: '450 4.2.0 later',
  reason: 'deferred',
  code: 450,
  enhanced: '4.2.0',
} as const;
let world: DeliveryWorld;
let sender: SenderRoom | undefined;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 1 });
});
afterEach(async () => {
  await sender?.close();
  sender = undefined;
  world.remove();
});

const move = async (from: 'sending' | 'paused', to: 'sending' | 'paused') =>
  world.issues.transition({ id: world.issueId, from: [from], to, at: world.clock.now() });
const expire = async () => world.deliveries.expireDeferred(world.clock.now() - 36 * HOUR, world.clock.now());

async function deferOne() {
  const [claim] = await world.deliveries.exchange([], claimOf(world, await openSession(world), 1));
  if (claim === undefined) throw new Error('nothing to claim');
  await world.deliveries.exchange([resultOf(world, claim, DEFERRED)], null);
  return claim.subscriberId;
}

describe('a deferred delivery is given up 36 hours', () => {
  test('after its own first claim, however long the issue has been sending', async () => {
    world.clock.advance(30 * HOUR);
    const id = await deferOne();
    world.clock.advance(36 * HOUR);
    expect(await expire()).toBe(0);
    world.clock.advance(1);
    expect(await expire()).toBe(1);
    expect(rowOf(world, id)).toMatchObject({ state: 'failed', reason: 'expired' });
  });

  test('after the issue was resumed, and never while it is paused', async () => {
    await deferOne();
    await move('sending', 'paused');
    world.clock.advance(3 * DAY);
    expect(await expire()).toBe(0);
    await move('paused', 'sending');
    expect(await expire()).toBe(0);
    world.clock.advance(36 * HOUR + 1);
    expect(await expire()).toBe(1);
  });
});

describe('a soft refusal', () => {
  const greylisting: Mailer = {
    concurrency: 1,
    send: async () => ({ kind: 'refused', phase: 'rcpt', code: 450, reply: '450 4.2.0 greylisted' }),
    check: async () => undefined,
    close: async () => {},
  };
  const work = async () => {
    sender = await openTestSender(world, greylisting);
    await sender.sendBatch({ issueId: world.issueId, batch: 0 }, NEVER);
  };

  test('of a reader whose turn comes late is retried', async () => {
    world.clock.advance(40 * HOUR);
    await work();
    expect(rowOf(world, world.subscribers[0] ?? '')).toMatchObject({ state: 'deferred' });
  });

  test('after a long pause is retried', async () => {
    const id = await deferOne();
    await move('sending', 'paused');
    world.clock.advance(3 * DAY);
    await move('paused', 'sending');
    world.db.sqlite.prepare('UPDATE deliveries SET next_at = 0').run();
    const [fresh = ''] = addDeliveries(world, world.issueId, 1);
    await work();
    expect([id, fresh].map((one) => rowOf(world, one).state)).toEqual(['deferred', 'deferred']);
  });

  test('36 hours after the first claim is final', async () => {
    const id = await deferOne();
    world.clock.advance(36 * HOUR);
    world.db.sqlite.prepare('UPDATE deliveries SET next_at = 0').run();
    await work();
    expect(rowOf(world, id)).toMatchObject({ state: 'failed', reason: 'greylisted' });
  });
});
