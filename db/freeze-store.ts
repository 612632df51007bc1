import type { IssueStore } from '../src/issues/issue-store.js';
import { openSnapshot } from './audience-snapshot.js';
import type { Db } from './open.js';
import { inTurn, inTurns } from './turns.js';

type FreezeStore = Pick<
  IssueStore,
  | 'wakePaused'
  | 'openAudience'
  | 'hasWeeklyReaders'
  | 'clearDeliveries'
  | 'insertDeliveries'
  | 'finishFreeze'
  | 'skipUnsent'
  | 'cancelledUnsent'
  | 'finishable'
>;

/** Two workers may prepare one issue: the slower one must not touch rows the senders work on already. */
const STILL_PREPARING = `EXISTS (SELECT 1 FROM issues WHERE id = @issueId AND state = 'preparing')`;

/** Rows per transaction of what may touch a whole audience: some milliseconds. */
const CHUNK = 1_000;

const CLEAR = `
  DELETE FROM deliveries WHERE issue_id = @issueId AND ${STILL_PREPARING}
    AND subscriber_id IN (SELECT subscriber_id FROM deliveries WHERE issue_id = @issueId LIMIT @limit)`;

const INSERT = `
  INSERT OR IGNORE INTO deliveries (issue_id, subscriber_id, batch, variant, state, updated_at)
  SELECT @issueId, value ->> 0, value ->> 1, value ->> 2, 'pending', @at FROM json_each(@readers) WHERE ${STILL_PREPARING}`;

/** The rows are counted by triggers in their own transactions: counting a million here would hold the lock for 0.2 s. */
const OPEN = `
  UPDATE issues SET state = 'sending', state_reason = NULL, expected_count = @prepared, excluded = @excluded,
    batch_count = @batchCount, started_at = @at, updated_at = @at
  WHERE id = @id AND state = 'preparing'
    AND (SELECT coalesce(sum(count), 0) FROM delivery_counts WHERE issue_id = @id) = @prepared`;

const SKIP = `
  UPDATE deliveries SET state = 'skipped', reason = @reason, updated_at = @at
  WHERE issue_id = @issueId AND state IN ('pending', 'deferred') AND subscriber_id IN (
    SELECT subscriber_id FROM deliveries INDEXED BY deliveries_due
    WHERE issue_id = @issueId AND state IN ('pending', 'deferred') LIMIT @limit)`;

const CANCELLED_UNSENT = `
  SELECT id FROM issues i WHERE state = 'cancelled' AND EXISTS (
    SELECT 1 FROM deliveries d INDEXED BY deliveries_due WHERE d.issue_id = i.id AND d.state IN ('pending', 'deferred'))`;

const WEEKLY = `
  SELECT EXISTS (SELECT 1 FROM subscriptions INDEXED BY subscriptions_weekly WHERE newsletter_id = ? AND frequency = 'weekly' AND state IN ('active', 'paused'))`;

/** Freezing the audience: see src/issues/freeze-audience.ts for the order of the steps. */
export function createFreezeStore(db: Db): FreezeStore {
  const { sqlite } = db;
  const clear = sqlite.prepare<{ issueId: string; limit: number }>(CLEAR);
  const insert = sqlite.prepare<{ issueId: string; readers: string; at: number }>(INSERT);
  const open = sqlite.prepare<{ id: string; prepared: number; excluded: string; batchCount: number; at: number }>(OPEN);
  const skip = sqlite.prepare<{ issueId: string; reason: string; at: number; limit: number }>(SKIP);
  const weekly = sqlite.prepare<[string]>(WEEKLY).pluck();
  const unsent = sqlite.prepare(CANCELLED_UNSENT).pluck();
  return {
    async wakePaused(newsletterId, now) {
      sqlite
        .prepare(
          `UPDATE subscriptions SET state = 'active', paused_until = NULL, changed_at = ?
           WHERE newsletter_id = ? AND state = 'paused' AND paused_until <= ?`,
        )
        .run(now, newsletterId, now);
    },
    async openAudience(newsletterId, wanted) {
      return openSnapshot(db.openReader(), newsletterId, wanted);
    },
    async hasWeeklyReaders(newsletterId) {
      return weekly.get(newsletterId) === 1;
    },
    async clearDeliveries(issueId) {
      await inTurns(() => clear.run({ issueId, limit: CHUNK }).changes);
    },
    async insertDeliveries(issueId, rows, at) {
      const readers = JSON.stringify(rows.map(({ subscriberId, batch, variant }) => [subscriberId, batch, variant]));
      await inTurn(() => insert.run({ issueId, readers, at }));
    },
    async finishFreeze(id, { prepared, excluded, batchCount, at }) {
      return open.run({ id, prepared, excluded: JSON.stringify(excluded), batchCount, at }).changes === 1;
    },
    async skipUnsent(issueId, reason, at) {
      return inTurns(() => skip.run({ issueId, reason, at, limit: CHUNK }).changes);
    },
    async cancelledUnsent() {
      return unsent.all() as string[];
    },
    async finishable() {
      return sqlite
        .prepare(
          `SELECT id FROM issues WHERE state = 'sending' AND NOT EXISTS (
             SELECT 1 FROM deliveries d INDEXED BY deliveries_due
             WHERE d.issue_id = issues.id AND d.state IN ('pending', 'deferred')
           ) AND NOT EXISTS (
             SELECT 1 FROM deliveries d INDEXED BY deliveries_sending WHERE d.issue_id = issues.id AND d.state = 'sending'
           ) AND NOT EXISTS (
             SELECT 1 FROM deliveries d INDEXED BY deliveries_in_doubt WHERE d.issue_id = issues.id AND d.state = 'in_doubt')`,
        )
        .pluck()
        .all() as string[];
    },
  };
}
