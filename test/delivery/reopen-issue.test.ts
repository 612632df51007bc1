import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ACCEPTED,
  claimOf,
  eventsOf,
  IN_DOUBT,
  issueState,
  openDeliveryWorld,
  openSession,
  RELEASED,
  resultOf,
  rowOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';

let world: DeliveryWorld;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 1, settings: { doubtPolicy: 'hold' } });
});
afterEach(() => world.remove());

/** The only reader's delivery is held, and the issue stands as named. */
async function hold(issue: 'done' | 'cancelled' | 'paused') {
  const [claim] = await world.deliveries.exchange([], claimOf(world, await openSession(world), 1));
  if (claim === undefined) throw new Error('nothing to claim');
  await world.deliveries.exchange([resultOf(world, claim, IN_DOUBT)], null);
  await world.deliveries.settleDoubts(world.clock.now() + 1, world.clock.now());
  const at = world.clock.now();
  const set = issue === 'paused' ? {} : { finishedAt: at };
  await world.issues.transition({ id: world.issueId, from: ['sending'], to: issue, at, set });
  world.clock.advance(1_000);
  return claim;
}

const resolve = async (to: 'accepted' | 'pending') => {
  const [subscriberId = ''] = world.subscribers;
  return world.deliveries.resolve({ issueId: world.issueId, subscriberId }, to, 'person:ana', world.clock.now());
};
const claimAgain = async () => world.deliveries.exchange([], claimOf(world, await openSession(world), 1));

describe('a held delivery that a person sends again', () => {
  test('opens its finished issue once more, so that it is sent', async () => {
    await hold('done');
    expect(await resolve('pending')).toBe(true);
    expect(await world.issues.byId(world.issueId)).toMatchObject({
      state: 'sending',
      stateReason: null,
      finishedAt: null,
      updatedAt: world.clock.now(),
    });
    expect(await world.deliveries.dueBatches(world.clock.now(), 10)).toHaveLength(1);
    expect(await world.issues.finishable()).toEqual([]);
    const [claim] = await claimAgain();
    if (claim === undefined) throw new Error('not sent again');
    await world.deliveries.exchange([resultOf(world, claim, ACCEPTED)], null);
    expect(await world.issues.finishable()).toEqual([world.issueId]);
  });

  test('is refused for a cancelled issue, which may still be settled as accepted', async () => {
    const { subscriberId } = await hold('cancelled');
    expect(await resolve('pending')).toBe(false);
    expect(rowOf(world, subscriberId)).toMatchObject({ state: 'held', resolved_by: null });
    expect(eventsOf(world, subscriberId)).not.toContain('resolved_pending');
    expect(await resolve('accepted')).toBe(true);
    expect(issueState(world).state).toBe('cancelled');
  });

  test('waits with an issue that is paused', async () => {
    const { subscriberId } = await hold('paused');
    expect(await resolve('pending')).toBe(true);
    expect(issueState(world).state).toBe('paused');
    expect(rowOf(world, subscriberId).state).toBe('pending');
  });
});

test('a delivery settled as accepted leaves its finished issue alone', async () => {
  await hold('done');
  expect(await resolve('accepted')).toBe(true);
  expect(issueState(world).state).toBe('done');
});

test('a late answer that asks for another try opens a finished issue once more', async () => {
  const claim = await hold('done');
  await world.deliveries.exchange([resultOf(world, claim, RELEASED)], null);
  expect(rowOf(world, claim.subscriberId).state).toBe('pending');
  expect(issueState(world).state).toBe('sending');
  setIssueState(world, 'cancelled');
  expect(await claimAgain()).toEqual([]);
});
