import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../src/kernel/clock.js';
import {
  ACCEPTED,
  addDeliveries,
  claimOf,
  eventsOf,
  IN_DOUBT,
  issueState,
  LEASE,
  openDeliveryWorld,
  openSession,
  RELEASED,
  resultOf,
  rowOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';

let world: DeliveryWorld;
let session: string;
beforeEach(async () => {
  world = await openDeliveryWorld();
  session = await openSession(world);
});
afterEach(() => world.remove());

const claim = async (limit?: number) => world.deliveries.exchange([], claimOf(world, session, limit));
/** The first reader's delivery, claimed. */
async function claimOne() {
  const [claimed] = await claim(1);
  if (claimed === undefined) throw new Error('nothing to claim');
  return claimed;
}
const record = async (claimed: { subscriberId: string; fence: number }, outcome: Parameters<typeof resultOf>[2]) =>
  world.deliveries.exchange([resultOf(world, claimed, outcome)], null);
const run = (sql: string, ...values: unknown[]) => world.db.sqlite.prepare(sql).run(...values);

describe('claiming', () => {
  test('hands out each delivery once, with address, fence and a Date that stays', async () => {
    const first = await claim(2);
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({ fence: 1, attempt: 1, dateHeader: world.clock.now(), variant: 'default' });
    expect(first[0]?.email).toContain('@example.org');
    const second = await claim(10);
    expect(second).toHaveLength(1);
    expect(await claim(10)).toHaveLength(0);
    const everybody = [...first, ...second].map((row) => row.subscriberId);
    expect(new Set(everybody)).toEqual(new Set(world.subscribers));
    const before = world.clock.now();
    world.clock.advance(HOUR);
    const [released] = first;
    if (released === undefined) throw new Error('no claim');
    await record(released, RELEASED);
    expect(await claimOne()).toMatchObject({ fence: 2, attempt: 1, dateHeader: before });
  });

  test('writes the claim event with its fence and session', async () => {
    const { subscriberId } = await claimOne();
    expect(eventsOf(world, subscriberId)).toEqual(['claim']);
  });

  test('stops while the issue is paused and for an ended session', async () => {
    setIssueState(world, 'paused');
    expect(await claim()).toHaveLength(0);
    setIssueState(world, 'sending');
    await world.deliveries.endSession(session, { at: world.clock.now(), begun: 'none' });
    expect(await claim()).toHaveLength(0);
    expect(await world.deliveries.touchSession(session, world.clock.now())).toBe(false);
  });

  test.each([
    [
      'suppressed',
      (id: string) =>
        run(
          `INSERT INTO suppressions (address_hash, reason, source, at) VALUES (?, 'complaint', 'api', 0)`,
          `hash-${id}`,
        ),
    ],
    [
      'unsubscribed',
      (id: string) => run(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`, id),
    ],
    ['unsubscribed', (id: string) => run('DELETE FROM subscriptions WHERE subscriber_id = ?', id)],
    [
      'paused',
      (id: string) => run(`UPDATE subscriptions SET state = 'paused', paused_until = 9e15 WHERE subscriber_id = ?`, id),
    ],
    ['unconfirmed', (id: string) => run(`UPDATE subscriptions SET state = 'pending' WHERE subscriber_id = ?`, id)],
    ['erased', (id: string) => run('UPDATE subscribers SET email = NULL, normalised_email = NULL WHERE id = ?', id)],
  ])('skips a reader who is %s by now, and claims the others', async (reason, change) => {
    const [id = ''] = world.subscribers;
    change(id);
    const claimed = await claim(3);
    expect(claimed.map((row) => row.subscriberId).toSorted()).toEqual(world.subscribers.slice(1).toSorted());
    expect(rowOf(world, id)).toMatchObject({ state: 'skipped', reason, fence: 0, attempt: 0 });
    expect(eventsOf(world, id)).toEqual(['skipped']);
  });

  test('takes a reader whose pause is over', async () => {
    run(`UPDATE subscriptions SET state = 'paused', paused_until = ?`, world.clock.now() - 1);
    expect(await claim()).toHaveLength(3);
  });

  test('fills up with others when it meets readers to skip', async () => {
    addDeliveries(world, world.issueId, 20);
    const all = (await world.deliveries.list({ issueId: world.issueId, limit: 99 })).map((row) => row.subscriberId);
    for (const id of all.slice(0, 10))
      run(`UPDATE subscriptions SET state = 'unsubscribed' WHERE subscriber_id = ?`, id);
    const claimed = await claim(5);
    expect(claimed.map((row) => row.subscriberId)).toEqual(all.slice(10, 15));
  });

  test('leaves what is not due yet', async () => {
    run('UPDATE deliveries SET next_at = ?', world.clock.now() + 1);
    expect(await claim()).toHaveLength(0);
    expect(await world.deliveries.dueBatches(world.clock.now(), 10)).toEqual([]);
    world.clock.advance(1);
    expect(await world.deliveries.dueBatches(world.clock.now(), 10)).toEqual([{ issueId: world.issueId, batch: 0 }]);
  });
});

describe('results', () => {
  test('are applied once, however often they come', async () => {
    const claimed = await claimOne();
    for (let i = 0; i < 3; i += 1) await record(claimed, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('accepted');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'accepted']);
  });

  test('of a claim that is older than the present one change nothing, unless they say accepted', async () => {
    const old = await claimOne();
    run('DELETE FROM deliveries WHERE subscriber_id <> ?', old.subscriberId);
    await record(old, RELEASED);
    const present = await claimOne();
    expect(present.fence).toBe(2);
    await record(old, { state: 'failed', reply: '550', reason: 'refused', code: 550, enhanced: null, suppress: true });
    expect(rowOf(world, old.subscriberId)).toMatchObject({ state: 'sending', fence: 2 });
    expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
    await record(old, ACCEPTED);
    expect(rowOf(world, old.subscriberId)).toMatchObject({ state: 'accepted', resolved_by: 'evidence' });
    await record(present, ACCEPTED);
    await record(present, ACCEPTED);
    expect(eventsOf(world, old.subscriberId)).toEqual([
      'claim',
      'released',
      'claim',
      'late_accepted',
      'duplicate_confirmed',
    ]);
  });

  test('of a fence the ledger never gave out are ignored', async () => {
    const claimed = await claimOne();
    await record({ ...claimed, fence: 7 }, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('sending');
  });

  test.each(['in_doubt', 'held', 'pending', 'deferred', 'failed'])(
    'that come late settle a delivery that is %s',
    async (state) => {
      const claimed = await claimOne();
      run('UPDATE deliveries SET state = ? WHERE subscriber_id = ?', state, claimed.subscriberId);
      await record(claimed, ACCEPTED);
      await record(claimed, ACCEPTED);
      expect(rowOf(world, claimed.subscriberId)).toMatchObject({ state: 'accepted', resolved_by: 'evidence' });
      expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'late_accepted']);
    },
  );

  test('that a message went out do not undo a skip, but are on record', async () => {
    const claimed = await claimOne();
    run(`UPDATE deliveries SET state = 'skipped' WHERE subscriber_id = ?`, claimed.subscriberId);
    await record(claimed, ACCEPTED);
    await record(claimed, ACCEPTED);
    expect(rowOf(world, claimed.subscriberId).state).toBe('skipped');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim', 'late_accepted']);
  });

  test('that are certain answer a doubt about the same claim', async () => {
    const claimed = await claimOne();
    world.clock.advance(LEASE + 20 * MINUTE);
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(1);
    await record(claimed, {
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
    let claimed = await claimOne();
    await record(claimed, RELEASED);
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({
      state: 'pending',
      attempt: 0,
      next_at: world.clock.now(),
    });
    const only = claimed.subscriberId;
    run('DELETE FROM deliveries WHERE subscriber_id <> ?', only);
    for (let releases = 2; releases <= 8; releases += 1) {
      claimed = await claimOne();
      await record(claimed, RELEASED);
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
    const claimed = await claimOne();
    const outcome = {
      state: 'failed',
      reply: '550 5.1.1 no',
      reason: 'unknown-user',
      code: 550,
      enhanced: '5.1.1',
      suppress: true,
    } as const;
    await record(claimed, outcome);
    await record(claimed, outcome);
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
    await record(await claimOne(), {
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
    const claimed = await claimOne();
    const failedBefore = world.db.sqlite.prepare(
      `INSERT INTO bounces (id, evidence_hash, issue_id, subscriber_id, channel, class, reason, counts, at)
       VALUES (?, ?, 'earlier', ?, 'mail', 'soft', 'mailbox-full', 1, ?)`,
    );
    for (const days of [1, 2]) {
      failedBefore.run(`b${days}`, `h${days}`, claimed.subscriberId, world.clock.now() - days * 24 * HOUR);
    }
    const full = { reply: '552 5.2.2 full', reason: 'mailbox-full', code: 552, enhanced: '5.2.2' };
    await record(claimed, { state: 'failed', ...full, suppress: false, counts: true });
    const bounces = world.db.sqlite.prepare(`SELECT class, counts, reason FROM bounces WHERE channel = 'smtp'`).all();
    expect(bounces).toEqual([{ class: 'soft', counts: 1, reason: 'mailbox-full' }]);
    expect(world.db.sqlite.prepare('SELECT reason, source FROM suppressions').all()).toEqual([
      { reason: 'mailbox-full', source: 'bounce' },
    ]);
  });

  test('and claims of one exchange stand or fall together', async () => {
    const claimed = await claimOne();
    run(
      `CREATE TRIGGER no_claims BEFORE INSERT ON delivery_events WHEN NEW.event = 'claim' BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    await expect(
      world.deliveries.exchange([resultOf(world, claimed, ACCEPTED)], claimOf(world, session)),
    ).rejects.toMatchObject({ message: 'full' });
    expect(rowOf(world, claimed.subscriberId).state).toBe('sending');
    expect(eventsOf(world, claimed.subscriberId)).toEqual(['claim']);
  });
});

describe('doubts', () => {
  test('are sent once more after their wait, and held the second time', async () => {
    const first = await claimOne();
    await record(first, IN_DOUBT);
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
    run(`UPDATE deliveries SET state = 'failed' WHERE subscriber_id <> ?`, first.subscriberId);
    const again = await claimOne();
    expect(again).toMatchObject({ subscriberId: first.subscriberId, fence: 2, dateHeader: first.dateHeader });
    await record(again, IN_DOUBT);
    world.clock.advance(wait + 1);
    expect(await world.deliveries.settleDoubts(world.clock.now() - wait, world.clock.now())).toEqual({
      resent: 0,
      held: 1,
    });
    expect(eventsOf(world, first.subscriberId)).toEqual(['claim', 'in_doubt', 'resend', 'claim', 'in_doubt', 'held']);
    expect(await claim()).toHaveLength(0);
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
    const claims = await claim(25);
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
    expect(await claim()).toHaveLength(0);
  });

  test('are settled by a person, once, with a name', async () => {
    const claimed = await claimOne();
    await record(claimed, IN_DOUBT);
    const delivery = { issueId: world.issueId, subscriberId: claimed.subscriberId };
    expect(await world.deliveries.resolve(delivery, 'accepted', 'person:ana@example.org', 5)).toBe(true);
    expect(await world.deliveries.resolve(delivery, 'pending', 'person:ana@example.org', 6)).toBe(false);
    expect(rowOf(world, claimed.subscriberId)).toMatchObject({
      state: 'accepted',
      resolved_by: 'person:ana@example.org',
    });
  });
});

describe('sessions and leases', () => {
  test('a dead session leaves doubts only for what it began', async () => {
    const claims = await claim(3);
    const [begun] = claims;
    if (begun === undefined) throw new Error('no claim');
    const key = `${begun.issueId}/${begun.subscriberId}/${begun.fence}`;
    expect(await world.deliveries.endSession(session, { at: 9, begun: new Set([key]) })).toBe(3);
    expect(rowOf(world, begun.subscriberId)).toMatchObject({ state: 'in_doubt', reason: 'sender-gone', doubts: 1 });
    for (const other of claims.slice(1))
      expect(rowOf(world, other.subscriberId)).toMatchObject({ state: 'pending', attempt: 0 });
    expect(await world.deliveries.endSession(session, { at: 10, begun: 'unknown' })).toBe(0);
    expect(await world.deliveries.openSessions()).toEqual([]);
  });

  test('the doubts of dead sessions pause nothing', async () => {
    addDeliveries(world, world.issueId, 40);
    await claim(43);
    await world.deliveries.endSession(session, { at: 9, begun: 'unknown' });
    expect((await world.deliveries.counts(world.issueId)).in_doubt).toBe(43);
    expect(issueState(world).state).toBe('sending');
  });

  test('a lease ends the claims of a silent session, not those of one that still beats', async () => {
    await claim(3);
    world.clock.advance(LEASE + 1);
    await world.deliveries.touchSession(session, world.clock.now());
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(0);
    world.clock.advance(91 * SECOND);
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(3);
    expect((await world.deliveries.counts(world.issueId)).in_doubt).toBe(3);
  });

  test('a claim long over is given up even when its session beats', async () => {
    await claim(3);
    world.clock.advance(LEASE + 15 * MINUTE + 1);
    await world.deliveries.touchSession(session, world.clock.now());
    expect(await world.deliveries.expireLeases(world.clock.now())).toBe(3);
  });
});

describe('reading', () => {
  test('counts every state, also those with nobody in them', async () => {
    await record(await claimOne(), ACCEPTED);
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
    await record(await claimOne(), ACCEPTED);
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
    const taken = await claimOne();
    await record(taken, ACCEPTED);
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
    await record(await claimOne(), {
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
