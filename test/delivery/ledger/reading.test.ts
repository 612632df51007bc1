import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../../src/kernel/clock.js';
import { ACCEPTED, addDeliveries } from '../delivery-world.js';
import { openLedger, type Ledger } from './ledger-world.js';

let world: Ledger;
beforeEach(async () => {
  world = await openLedger();
});
afterEach(() => world.remove());

describe('reading', () => {
  test('counts every state, also those with nobody in them', async () => {
    await world.record(await world.claimOne(), ACCEPTED);
    expect(await world.deliveries.counts(world.issueId)).toEqual({
      pending: 2,
      sending: 0,
      accepted: 1,
      deferred: 0,
      failed: 0,
      skipped: 0,
      in_doubt: 0,
      held: 0,
    });
    expect(await world.deliveries.settledSince(world.issueId, world.clock.now())).toBe(1);
    expect(await world.deliveries.settledSince(world.issueId, world.clock.now() + 1)).toBe(0);
  });

  test('pages by subscriber and filters by state', async () => {
    await world.record(await world.claimOne(), ACCEPTED);
    const issueId = world.issueId;
    const first = await world.deliveries.list({ issueId, limit: 2 });
    const rest = await world.deliveries.list({ issueId, limit: 2, after: first.at(-1)?.subscriberId ?? '' });
    expect([...first, ...rest].map((row) => row.subscriberId)).toEqual(world.subscribers.toSorted());
    expect(await world.deliveries.list({ issueId, state: 'accepted', limit: 9 })).toMatchObject([
      { reply: '250 2.0.0 taken' },
    ]);
  });

  test('breaks down by state, reason and domain', async () => {
    addDeliveries(world, world.issueId, 2, (i) => `someone-${i}@other.example`);
    expect(await world.deliveries.breakdown(world.issueId)).toEqual([
      { state: 'pending', reason: null, domain: 'example.org', count: 3 },
      { state: 'pending', reason: null, domain: 'other.example', count: 2 },
    ]);
  });

  test('says of an accepted mail that came back what the report said', async () => {
    const taken = await world.claimOne();
    await world.record(taken, ACCEPTED);
    world.db.sqlite
      .prepare(
        `INSERT INTO bounces (id, evidence_hash, issue_id, subscriber_id, channel, class, reason, at)
         VALUES ('b', 'h', ?, ?, 'mail', 'hard', 'unknown-user', 0)`,
      )
      .run(world.issueId, taken.subscriberId);
    expect(await world.deliveries.breakdown(world.issueId)).toContainEqual({
      state: 'accepted',
      reason: 'came-back-unknown-user',
      domain: 'example.org',
      count: 1,
    });
  });

  test('expires deferred deliveries at the deadline, not before, and suppresses nobody', async () => {
    await world.record(await world.claimOne(), {
      state: 'deferred',
      nextAt: 9e15,
      reply: '450',
      reason: 'greylisted',
      code: 450,
      enhanced: null,
    });
    const claimedAt = world.clock.now();
    expect(await world.deliveries.expireDeferred(claimedAt, claimedAt + HOUR)).toBe(0);
    expect(await world.deliveries.expireDeferred(claimedAt + 1, claimedAt + HOUR)).toBe(1);
    expect(await world.deliveries.breakdown(world.issueId)).toContainEqual({
      state: 'failed',
      reason: 'expired',
      domain: 'example.org',
      count: 1,
    });
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
  });
});
