import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDeliveryStore } from '../../db/delivery-store.js';
import type { ClaimedDelivery, DeliveryResult } from '../../src/delivery/delivery-store.js';
import { MINUTE } from '../../src/kernel/clock.js';
import {
  ACCEPTED,
  addDeliveries,
  claimOf,
  IN_DOUBT,
  openDeliveryWorld,
  openSession,
  resultOf,
  type DeliveryWorld,
} from './delivery-world.js';

let world: DeliveryWorld;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
});
afterEach(() => world.remove());

const A = 'a.example:25';
const B = 'b.example:25';

async function claimOver(relays: readonly string[], deliveries = world.deliveries) {
  const session = await openSession(world);
  return deliveries.exchange([], { ...claimOf(world, session, relays.length), relays });
}

async function record(claim: ClaimedDelivery | undefined, outcome: DeliveryResult['outcome']): Promise<void> {
  if (claim === undefined) throw new Error('nothing was claimed');
  await world.deliveries.exchange([resultOf(world, claim, outcome)], null);
}

async function relayOf(subscriberId: string): Promise<string | null | undefined> {
  const rows = await world.deliveries.list({ issueId: world.issueId, limit: 100 });
  return rows.find((row) => row.subscriberId === subscriberId)?.relay;
}

test('a delivery that nobody was given yet, or by a version that did not record it, has none', async () => {
  const [waiting = '', other = ''] = addDeliveries(world, world.issueId, 2);
  const [old] = await world.deliveries.exchange([], claimOf(world, await openSession(world), 1));
  await record(old, ACCEPTED);
  expect([await relayOf(waiting), await relayOf(other)]).toEqual([null, null]);
  await claimOver([A]);
  expect(await world.deliveries.byRelay(world.issueId)).toEqual([]);
  addDeliveries(world, world.issueId, 1);
  await claimOver([B]);
  expect(await world.deliveries.byRelay(world.issueId)).toEqual([
    { relay: A, state: 'sending', count: 1 },
    { relay: B, state: 'sending', count: 1 },
    { relay: null, state: 'accepted', count: 1 },
  ]);
});

test('it is the relay of the claim that was answered, however late', async () => {
  const [reader = ''] = addDeliveries(world, world.issueId, 1);
  const [first] = await claimOver([A]);
  await record(first, IN_DOUBT);
  world.clock.advance(20 * MINUTE);
  await world.deliveries.settleDoubts(world.clock.now(), world.clock.now());
  const [second] = await claimOver([B]);
  expect(await relayOf(reader)).toBe(B);
  await record(first, ACCEPTED);
  expect(await relayOf(reader)).toBe(A);
  await record(second, ACCEPTED);
  expect(await relayOf(reader)).toBe(A);
});

test('a name that was first heard in a commit that failed is not mixed up with another', async () => {
  const readers = addDeliveries(world, world.issueId, 2);
  world.db.sqlite.exec(`CREATE TRIGGER full BEFORE INSERT ON delivery_events BEGIN SELECT RAISE(ABORT, 'full'); END`);
  await expect(claimOver([A])).rejects.toMatchObject({ message: 'full' });
  world.db.sqlite.exec('DROP TRIGGER full');
  await claimOver([B], createDeliveryStore({ db: world.db }));
  await claimOver([A]);
  expect(new Set(await Promise.all(readers.map(relayOf)))).toEqual(new Set([A, B]));
});

test('readers who are left out at the claim do not shift the relays of the others', async () => {
  const readers = addDeliveries(world, world.issueId, 3);
  world.db.sqlite.prepare(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`).run(readers[0]);
  const claims = await claimOver([A, B]);
  expect(await Promise.all(claims.map(async ({ subscriberId }) => relayOf(subscriberId)))).toEqual([A, B]);
});
