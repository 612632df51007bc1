import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../../src/kernel/clock.js';
import {
  addDeliveries,
  claimOf,
  eventsOf,
  IN_DOUBT,
  issueState,
  openDeliveryWorld,
  openSession,
  resultOf,
  rowOf,
  setIssueState,
} from '../delivery-world.js';
import { openLedger, type Ledger } from './ledger-world.js';

let world: Ledger;
beforeEach(async () => {
  world = await openLedger();
});
afterEach(() => world.remove());

describe('doubts', () => {
  test('are sent once more after their wait, and held the second time', async () => {
    const first = await world.claimOne();
    await world.record(first, IN_DOUBT);
    expect(rowOf(world, first.subscriberId)).toMatchObject({ state: 'in_doubt', doubts: 1, reason: 'no-answer' });
    const wait = 15 * MINUTE;
    world.clock.advance(wait);
    expect(await world.deliveries.settleDoubts(world.clock.now() - wait, world.clock.now())).toEqual({
      resent: 0,
      held: 0,
    });
    world.clock.advance(1);
    expect(await world.deliveries.settleDoubts(world.clock.now() - wait, world.clock.now())).toEqual({
      resent: 1,
      held: 0,
    });
    world.run(`UPDATE deliveries SET state = 'failed' WHERE subscriber_id <> ?`, first.subscriberId);
    const again = await world.claimOne();
    expect(again).toMatchObject({ subscriberId: first.subscriberId, fence: 2, dateHeader: first.dateHeader });
    await world.record(again, IN_DOUBT);
    world.clock.advance(wait + 1);
    expect(await world.deliveries.settleDoubts(world.clock.now() - wait, world.clock.now())).toEqual({
      resent: 0,
      held: 1,
    });
    expect(eventsOf(world, first.subscriberId)).toEqual(['claim', 'in_doubt', 'resend', 'claim', 'in_doubt', 'held']);
    expect(await world.claim()).toHaveLength(0);
  });

  test('are held at once where the newsletter wants it so, and left alone while the issue is paused', async () => {
    const cautious = await openDeliveryWorld({ settings: { doubtPolicy: 'hold' } });
    const own = await openSession(cautious);
    const [claimed] = await cautious.deliveries.exchange([], claimOf(cautious, own, 1));
    if (claimed === undefined) throw new Error('no claim');
    await cautious.deliveries.exchange([resultOf(cautious, claimed, IN_DOUBT)], null);
    setIssueState(cautious, 'paused');
    const later = cautious.clock.now() + HOUR;
    expect(await cautious.deliveries.settleDoubts(later, later)).toEqual({ resent: 0, held: 0 });
    setIssueState(cautious, 'sending');
    expect(await cautious.deliveries.settleDoubts(later, later)).toEqual({ resent: 0, held: 1 });
    cautious.remove();
  });

  test('of more than twenty deliveries pause the issue and raise the alarm once', async () => {
    addDeliveries(world, world.issueId, 30);
    const claims = await world.claim(25);
    await world.deliveries.exchange(
      claims.slice(0, 20).map((one) => resultOf(world, one, IN_DOUBT)),
      null,
    );
    expect(issueState(world).state).toBe('sending');
    await world.deliveries.exchange(
      claims.slice(20, 22).map((one) => resultOf(world, one, IN_DOUBT)),
      null,
    );
    expect(issueState(world)).toMatchObject({
      state: 'paused',
      state_reason: expect.stringContaining('22 deliveries are in doubt'),
    });
    await world.deliveries.exchange(
      claims.slice(22).map((one) => resultOf(world, one, IN_DOUBT)),
      null,
    );
    expect(world.alarms).toHaveLength(1);
    expect(await world.claim()).toHaveLength(0);
  });

  test('are settled by a person, once, with a name', async () => {
    const claimed = await world.claimOne();
    await world.record(claimed, IN_DOUBT);
    const delivery = { issueId: world.issueId, subscriberId: claimed.subscriberId };
    expect(await world.deliveries.resolve(delivery, 'accepted', 'person:ana@example.org', 5)).toBe(true);
    expect(await world.deliveries.resolve(delivery, 'pending', 'person:ana@example.org', 6)).toBe(false);
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({
      state: 'accepted',
      resolved_by: 'person:ana@example.org',
    });
  });
});
