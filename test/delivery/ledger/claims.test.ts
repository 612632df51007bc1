import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import { addDeliveries, eventsOf, issueState, LEASE, RELEASED, rowOf, setIssueState } from '../delivery-world.js';
import { openLedger, type Ledger } from './ledger-world.js';

let world: Ledger;
beforeEach(async () => {
  world = await openLedger();
});
afterEach(() => world.remove());

describe('claiming', () => {
  test('hands out each delivery once, with address, fence and a Date that stays', async () => {
    const first = await world.claim(2);
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({ fence: 1, attempt: 1, dateHeader: world.clock.now(), variant: 'default' });
    expect(first[0]?.email).toContain('@example.org');
    const second = await world.claim(10);
    expect(second).toHaveLength(1);
    expect(await world.claim(10)).toHaveLength(0);
    const everybody = [...first, ...second].map((row) => row.subscriberId);
    expect(new Set(everybody)).toEqual(new Set(world.subscribers));
    const before = world.clock.now();
    world.clock.advance(HOUR);
    const [released] = first;
    if (released === undefined) throw new Error('no claim');
    await world.record(released, RELEASED);
    expect(await world.claimOne()).toMatchObject({ fence: 2, attempt: 1, dateHeader: before });
  });

  test('writes the claim event with its fence and session', async () => {
    const { subscriberId } = await world.claimOne();
    expect(eventsOf(world, subscriberId)).toEqual(['claim']);
  });

  test('stops while the issue is paused and for an ended session', async () => {
    setIssueState(world, 'paused');
    expect(await world.claim()).toHaveLength(0);
    setIssueState(world, 'sending');
    await world.deliveries.endSession(world.session, { at: world.clock.now(), begun: 'none' });
    expect(await world.claim()).toHaveLength(0);
    expect(await world.deliveries.touchSession(world.session, world.clock.now())).toBe(false);
  });

  test.each([
    [
      'suppressed',
      (id: string) =>
        world.run(
          `INSERT INTO suppressions (address_hash, reason, source, at) VALUES (?, 'complaint', 'api', 0)`,
          `hash-${id}`,
        ),
    ],
    [
      'unsubscribed',
      (id: string) => world.run(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`, id),
    ],
    ['unsubscribed', (id: string) => world.run('DELETE FROM subscriptions WHERE subscriber_id = ?', id)],
    [
      'paused',
      (id: string) =>
        world.run(`UPDATE subscriptions SET state = 'paused', paused_until = 9e15 WHERE subscriber_id = ?`, id),
    ],
    [
      'unconfirmed',
      (id: string) => world.run(`UPDATE subscriptions SET state = 'pending' WHERE subscriber_id = ?`, id),
    ],
    [
      'erased',
      (id: string) => world.run('UPDATE subscribers SET email = NULL, normalised_email = NULL WHERE id = ?', id),
    ],
  ])('skips a reader who is %s by now, and claims the others', async (reason, change) => {
    const [id = ''] = world.subscribers;
    change(id);
    const claimed = await world.claim(3);
    expect(claimed.map((row) => row.subscriberId).toSorted()).toEqual(world.subscribers.slice(1).toSorted());
    expect(rowOf(world, id)).toMatchObject({ state: 'skipped', reason, fence: 0, attempt: 0 });
    expect(eventsOf(world, id)).toEqual(['skipped']);
  });

  test('takes a reader whose pause is over', async () => {
    world.run(`UPDATE subscriptions SET state = 'paused', paused_until = ?`, world.clock.now() - 1);
    expect(await world.claim()).toHaveLength(3);
  });

  test('fills up with others when it meets readers to skip', async () => {
    addDeliveries(world, world.issueId, 20);
    const all = (await world.deliveries.list({ issueId: world.issueId, limit: 99 })).map((row) => row.subscriberId);
    for (const id of all.slice(0, 10))
      world.run(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`, id);
    const claimed = await world.claim(5);
    expect(claimed.map((row) => row.subscriberId)).toEqual(all.slice(10, 15));
  });

  test('leaves what is not due yet', async () => {
    world.run('UPDATE deliveries SET next_at = ?', world.clock.now() + 1);
    expect(await world.claim()).toHaveLength(0);
    expect(await world.deliveries.dueBatches(world.clock.now(), 10)).toEqual([]);
    world.clock.advance(1);
    expect(await world.deliveries.dueBatches(world.clock.now(), 10)).toEqual([{ issueId: world.issueId, batch: 0 }]);
  });
});

describe('sessions and leases', () => {
  test('a dead session leaves doubts only for what it began', async () => {
    const claims = await world.claim(3);
    const [begun] = claims;
    if (begun === undefined) throw new Error('no claim');
    const key = `${begun.issueId}/${begun.subscriberId}/${begun.fence}`;
    expect(await world.deliveries.endSession(world.session, { at: 9, begun: new Set([key]) })).toBe(3);
    expect(rowOf(world, begun.subscriberId)).toMatchObject({ state: 'in_doubt', reason: 'sender-gone', doubts: 1 });
    for (const other of claims.slice(1))
      expect(rowOf(world, other.subscriberId)).toMatchObject({ state: 'pending', attempt: 0 });
    expect(await world.deliveries.endSession(world.session, { at: 10, begun: 'unknown' })).toBe(0);
    expect(await world.deliveries.openSessions()).toEqual([]);
  });

  test('the doubts of dead sessions pause nothing', async () => {
    addDeliveries(world, world.issueId, 40);
    await world.claim(43);
    await world.deliveries.endSession(world.session, { at: 9, begun: 'unknown' });
    expect((await world.deliveries.counts(world.issueId)).in_doubt).toBe(43);
    expect(issueState(world).state).toBe('sending');
  });

  test('a lease ends the claims of a silent session, not those of one that still beats', async () => {
    await world.claim(3);
    world.clock.advance(LEASE + 1);
    await world.deliveries.touchSession(world.session, world.clock.now());
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(0);
    world.clock.advance(91 * SECOND);
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(3);
    expect((await world.deliveries.counts(world.issueId)).in_doubt).toBe(3);
  });

  test('a claim long over is given up even when its session beats', async () => {
    await world.claim(3);
    world.clock.advance(LEASE + 15 * MINUTE + 1);
    await world.deliveries.touchSession(world.session, world.clock.now());
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(3);
  });
});
