import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  ACCEPTED,
  claimOf,
  openDeliveryWorld,
  openSession,
  RELEASED,
  resultOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';
import { repair } from './repair-round.js';

let world: DeliveryWorld;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 4 });
});
afterEach(() => world.remove());

const DEFERRED = {
  state: 'deferred',
  nextAt: 9e15,
  reply: '450',
  reason: 'greylisted',
  code: 450,
  enhanced: null,
} as const;

async function cancel() {
  const at = world.clock.now();
  await world.issues.transition({ id: world.issueId, from: ['sending'], to: 'cancelled', at, set: { finishedAt: at } });
}

test('what was on the wire when an issue was cancelled is skipped once it comes back', async () => {
  const claims = await world.deliveries.exchange([], claimOf(world, await openSession(world), 3));
  await cancel();
  await world.issues.skipUnsent(world.issueId, 'cancelled', world.clock.now());
  const outcomes = [RELEASED, DEFERRED, ACCEPTED];
  await world.deliveries.exchange(
    claims.map((claim, i) => resultOf(world, claim, outcomes[i] ?? ACCEPTED)),
    null,
  );
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ pending: 1, deferred: 1 });
  await repair(world);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({
    accepted: 1,
    skipped: 3,
    pending: 0,
    deferred: 0,
    sending: 0,
  });
  const breakdown = await world.deliveries.breakdown(world.issueId);
  expect(breakdown).toContainEqual({ state: 'skipped', reason: 'cancelled', domain: 'example.org', count: 3 });
});

test('a cancel that was cut short before its deliveries were skipped is completed', async () => {
  world.db.sqlite.prepare('UPDATE deliveries SET batch = 7 WHERE subscriber_id = ?').run(world.subscribers[3] ?? '');
  await cancel();
  await repair(world);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ skipped: 4, pending: 0 });
  expect(await world.issues.cancelledUnsent()).toEqual([]);
});

test('deliveries of issues that are not cancelled are left alone', async () => {
  await repair(world);
  setIssueState(world, 'paused');
  await repair(world);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ skipped: 0, pending: 4 });
});
