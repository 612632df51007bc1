import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyLedger } from '../../db/verify-ledger.js';
import { OUTSIDE_INVARIANTS } from '../../src/delivery/ledger-check.js';
import {
  ACCEPTED,
  claimOf,
  IN_DOUBT,
  REFUSED,
  openDeliveryWorld,
  openSession,
  RELEASED,
  resultOf,
  type DeliveryWorld,
} from '../delivery/delivery-world.js';

let world: DeliveryWorld;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 6 });
});
afterEach(() => world.remove());

const run = (sql: string) => world.db.sqlite.exec(sql);
const verify = (issueId?: string) => verifyLedger(join(world.folder, 'pressrun.sqlite'), issueId);
const broken = (issueId?: string) =>
  verify(issueId)
    .filter(({ ok }) => !ok)
    .map(({ id }) => id);

/** One reader accepted, one refused, one released and claimed again, one in doubt, one on its way, one pending. */
async function sendSome(): Promise<void> {
  const session = await openSession(world);
  const claims = await world.deliveries.exchange([], claimOf(world, session, 4));
  const outcomes = [ACCEPTED, REFUSED, RELEASED, IN_DOUBT];
  const results = claims.map((claim, index) => resultOf(world, claim, outcomes[index] ?? ACCEPTED));
  world.clock.advance(1_000);
  await world.deliveries.exchange(results, null);
  world.clock.advance(60_000);
  await world.deliveries.exchange([], claimOf(world, session, 2));
}

describe('verifying the ledger', () => {
  test('names for each invariant no database can tell a test that exists', () => {
    const missing = OUTSIDE_INVARIANTS.filter(({ checkedBy }) => {
      const file = checkedBy.split(',')[0] ?? '';
      return !existsSync(new URL(`../../${file}`, import.meta.url));
    });
    expect(missing).toEqual([]);
  });

  test('finds nothing in a ledger that only Pressrun wrote, at any moment of a send', async () => {
    expect(broken()).toEqual([]);
    await sendSome();
    expect(broken()).toEqual([]);
    expect(verify().map(({ id }) => id)).toEqual([
      'I1',
      'I2',
      'I3',
      'I4',
      'I5',
      'I7',
      'I10',
      'I11',
      'I15',
      'I19',
      'I17',
    ]);
  });

  test('finds nothing after a failed delivery was retried and a doubt settled', async () => {
    await sendSome();
    run(`DELETE FROM suppressions`);
    expect(
      await world.deliveries.retryFailed({ issueId: world.issueId, by: 'person:ana', at: world.clock.now() }),
    ).toBe(1);
    await world.deliveries.settleDoubts(world.clock.now() + 1, world.clock.now());
    await world.deliveries.exchange([], claimOf(world, await openSession(world), 9));
    expect(broken()).toEqual([]);
  });

  test.each([
    ['I1', `UPDATE issues SET expected_count = expected_count + 1`],
    ['I2', `UPDATE issues SET expected_count = NULL`],
    ['I3', `UPDATE deliveries SET lease_until = NULL WHERE state = 'sending'`],
    [
      'I4',
      `INSERT INTO delivery_events SELECT NULL, issue_id, subscriber_id, attempt, fence, session, event, detail, at
            FROM delivery_events WHERE event = 'claim' LIMIT 1`,
    ],
    ['I4', `UPDATE deliveries SET fence = 9 WHERE state = 'accepted'`],
    [
      'I4',
      `DELETE FROM delivery_events WHERE event = 'claim' AND fence = 1 AND subscriber_id IN (
              SELECT subscriber_id FROM deliveries WHERE state = 'accepted')`,
    ],
    ['I5', `UPDATE deliveries SET state = 'pending' WHERE state = 'accepted'`],
    ['I7', `UPDATE issues SET state = 'done'`],
    ['I10', `UPDATE issues SET state = 'paused', updated_at = 0`],
    ['I11', `UPDATE deliveries SET date_header = date_header + 1 WHERE state = 'failed'`],
    [
      'I15',
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
               candidates_since, content_hash, created_at, updated_at)
             SELECT 'twin', newsletter_id, kind, local_date, 'twin', 'twin', 'draft', '', '', 0, '', 0, 0 FROM issues`,
    ],
    ['I19', `UPDATE delivery_counts SET count = count + 1 WHERE state = 'accepted'`],
    ['I19', `DELETE FROM delivery_counts`],
    [
      'I17',
      `PRAGMA foreign_keys = OFF; DELETE FROM subscribers WHERE id IN (SELECT subscriber_id FROM deliveries LIMIT 1)`,
    ],
  ])('names %s and the row that breaks it after: %s', async (id, sql) => {
    await sendSome();
    run(sql);
    expect(broken()).toContain(id);
    const rows = verify().find((finding) => finding.id === id)?.rows ?? [];
    expect(rows.length).toBeGreaterThan(0);
  });

  test('counts what changed a row by hand, so that only the invariant it breaks is named', async () => {
    await sendSome();
    run(`UPDATE deliveries SET state = 'skipped' WHERE state = 'pending'`);
    expect(broken()).toEqual([]);
  });

  test('of one issue says nothing about another', async () => {
    await sendSome();
    run(`UPDATE issues SET expected_count = 99`);
    expect(broken(world.issueId)).toEqual(['I1']);
    expect(broken('another')).toEqual([]);
  });

  test('reads while a writer holds the lock', async () => {
    await sendSome();
    world.db.write(() => {
      run(`UPDATE deliveries SET updated_at = updated_at + 1`);
      expect(broken()).toEqual([]);
    });
  });
});
