import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import { ACCEPTED, claimOf, eventsOf, LEASE, REFUSED, RELEASED, resultOf, rowOf } from '../delivery-world.js';
import { openLedger, type Ledger } from './ledger-world.js';

let world: Ledger;
beforeEach(async () => {
  world = await openLedger();
});
afterEach(() => world.remove());

describe('results', () => {
  test('are applied once, however often they come', async () => {
    const claimed = await world.claimOne();
    for (let i = 0; i < 3; i += 1) await world.record(claimed, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('accepted');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'accepted']);
  });

  test('of a claim that is older than the present one change nothing, unless they say accepted', async () => {
    const old = await world.claimOne();
    world.run('DELETE FROM deliveries WHERE subscriber_id <> ?', old.subscriberId);
    await world.record(old, RELEASED);
    const present = await world.claimOne();
    expect(present.fence).toBe(2);
    await world.record(old, {
      state: 'failed',
      reply: '550',
      reason: 'refused',
      code: 550,
      enhanced: null,
      suppress: true,
    });
    expect(rowOf(world, old.subscriberId)).toMatchObject({ state: 'sending', fence: 2 });
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
    await world.record(old, ACCEPTED);
    expect(rowOf(world, old.subscriberId)).toMatchObject({ state: 'accepted', resolved_by: 'evidence' });
    await world.record(present, ACCEPTED);
    await world.record(present, ACCEPTED);
    expect(eventsOf(world, old.subscriberId)).toEqual([
      'claim',
      'released',
      'claim',
      'late_accepted',
      'duplicate_confirmed',
    ]);
  });

  test('of a fence the ledger never gave out are ignored', async () => {
    const claimed = await world.claimOne();
    await world.record({ ...claimed, fence: 7 }, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('sending');
  });

  test.each(['in_doubt', 'held', 'pending', 'deferred', 'failed'])(
    'that come late settle a delivery that is %s',
    async (state) => {
      const claimed = await world.claimOne();
      world.run('UPDATE deliveries SET state = ? WHERE subscriber_id = ?', state, claimed.subscriberId);
      await world.record(claimed, ACCEPTED);
      await world.record(claimed, ACCEPTED);
      expect(rowOf(world, claimed.subscriberId)).toMatchObject({ state: 'accepted', resolved_by: 'evidence' });
      expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'late_accepted']);
    },
  );

  test('that a message went out do not undo a skip, but are on record', async () => {
    const claimed = await world.claimOne();
    world.run(`UPDATE deliveries SET state = 'skipped' WHERE subscriber_id = ?`, claimed.subscriberId);
    await world.record(claimed, ACCEPTED);
    await world.record(claimed, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('skipped');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'late_accepted']);
  });

  test('that are certain answer a doubt about the same claim', async () => {
    const claimed = await world.claimOne();
    world.clock.advance(LEASE + 20 * MINUTE);
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(1);
    await world.record(claimed, {
      state: 'deferred',
      nextAt: 1,
      reply: '450',
      reason: 'greylisted',
      code: 450,
      enhanced: null,
    });
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({ state: 'deferred', doubts: 0 });
  });

  test('that release a delivery do not count the attempt, and step it back when they repeat', async () => {
    let claimed = await world.claimOne();
    await world.record(claimed, RELEASED);
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({
      state: 'pending',
      attempt: 0,
      next_at: world.clock.now(),
    });
    const only = claimed.subscriberId;
    world.run('DELETE FROM deliveries WHERE subscriber_id <> ?', only);
    for (let releases = 2; releases <= 8; releases += 1) {
      claimed = await world.claimOne();
      await world.record(claimed, RELEASED);
      const { next_at: nextAt } = rowOf(world, only);
      const delay = (nextAt - world.clock.now()) / (2 ** (releases - 1) * SECOND);
      // Each reader at its own time around it: see release-delay.ts.
      expect(delay).toBeGreaterThanOrEqual(0.5);
      expect(delay).toBeLessThanOrEqual(1.5);
      world.clock.set(nextAt);
    }
    expect(rowOf(world, only)).toMatchObject({ state: 'deferred', attempt: 0, fence: 8 });
  });

  test('of a hard refusal suppress the address once, and its first reason stays', async () => {
    const claimed = await world.claimOne();
    await world.record(claimed, REFUSED);
    await world.record(claimed, REFUSED);
    expect(world.db.sqlite.prepare('SELECT address_hash, reason, source, issue_id FROM suppressions').all()).toEqual([
      {
        address_hash: `hash-${claimed.subscriberId}`,
        reason: 'unknown-user',
        source: 'bounce',
        issue_id: world.issueId,
      },
    ]);
    expect(world.db.sqlite.prepare('SELECT subscriber_id, class, channel, status FROM bounces').all()).toEqual([
      { subscriber_id: claimed.subscriberId, class: 'hard', channel: 'smtp', status: '5.1.1' },
    ]);
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({ state: 'failed', reason: 'unknown-user' });
  });

  test('of other failures suppress nobody', async () => {
    await world.record(await world.claimOne(), {
      state: 'failed',
      reply: '550 5.7.1',
      reason: 'policy',
      code: 550,
      enhanced: '5.7.1',
      suppress: false,
    });
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
  });

  test('of a mailbox count, and suppress on the third day of failures', async () => {
    const claimed = await world.claimOne();
    const failedBefore = world.db.sqlite.prepare(
      `INSERT INTO bounces (id, evidence_hash, issue_id, subscriber_id, channel, class, reason, counts, at)
       VALUES (?, ?, 'earlier', ?, 'mail', 'soft', 'mailbox-full', 1, ?)`,
    );
    for (const days of [1, 2]) {
      failedBefore.run(`b${days}`, `h${days}`, claimed.subscriberId, world.clock.now() - days * 24 * HOUR);
    }
    const full = { reply: '552 5.2.2 full', reason: 'mailbox-full', code: 552, enhanced: '5.2.2' };
    await world.record(claimed, { state: 'failed', ...full, suppress: false, counts: true });
    const bounces = world.db.sqlite.prepare(`SELECT class, counts, reason FROM bounces WHERE channel = 'smtp'`).all();
    expect(bounces).toEqual([{ class: 'soft', counts: 1, reason: 'mailbox-full' }]);
    expect(world.db.sqlite.prepare('SELECT reason, source FROM suppressions').all()).toEqual([
      { reason: 'mailbox-full', source: 'bounce' },
    ]);
  });

  test('and claims of one exchange stand or fall together', async () => {
    const claimed = await world.claimOne();
    world.run(
      `CREATE TRIGGER no_claims BEFORE INSERT ON delivery_events WHEN NEW.event = 'claim' BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    await expect(
      world.deliveries.exchange([resultOf(world, claimed, ACCEPTED)], claimOf(world, world.session)),
    ).rejects.toMatchObject({ message: 'full' });
    expect(rowOf(world, claimed.subscriberId).state).toBe('sending');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim']);
  });
});
