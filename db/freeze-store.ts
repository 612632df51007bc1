import type Database from 'better-sqlite3';
import type { AudienceRow, AudienceSnapshot, IssueStore } from '../src/issues/issue-store.js';
import type { Db } from './open.js';

type FreezeStore = Pick<
  IssueStore,
  | 'wakePaused'
  | 'openAudience'
  | 'clearDeliveries'
  | 'insertDeliveries'
  | 'finishFreeze'
  | 'skipUnsent'
  | 'cancelledUnsent'
  | 'finishable'
>;

/** A candidate holds the newsletter; the exclusion says why no delivery is prepared for them. */
const AUDIENCE = `
  FROM subscriptions sn JOIN subscribers s ON s.id = sn.subscriber_id
  LEFT JOIN suppressions x ON x.address_hash = s.address_hash
  WHERE sn.newsletter_id = ? AND sn.state IN ('active', 'paused')`;

const PAGE = `
  SELECT sn.subscriber_id AS subscriberId,
    CASE WHEN s.email IS NULL THEN 'erased' WHEN x.address_hash IS NOT NULL THEN 'suppressed'
         WHEN sn.state = 'paused' THEN 'paused' END AS exclusion
  ${AUDIENCE} AND sn.subscriber_id > ? ORDER BY sn.subscriber_id LIMIT ?`;

/** Looks batch by batch, so that each look is one step into deliveries_due and not a walk over all rows of the issue. */
const CANCELLED_UNSENT = `
  WITH RECURSIVE batches(issue_id, batch, last) AS (
    SELECT i.id, 0, (SELECT max(d.batch) FROM deliveries d WHERE d.issue_id = i.id) FROM issues i WHERE i.state = 'cancelled'
    UNION ALL SELECT issue_id, batch + 1, last FROM batches WHERE batch < last
  )
  SELECT DISTINCT b.issue_id FROM batches b WHERE EXISTS (
    SELECT 1 FROM deliveries d WHERE d.issue_id = b.issue_id AND d.batch = b.batch AND d.state IN ('pending', 'deferred'))`;

/** Two workers may prepare one issue: the slower one must not touch rows the senders work on already. */
const STILL_PREPARING = `EXISTS (SELECT 1 FROM issues WHERE id = ? AND state = 'preparing')`;

/** Freezing the audience: see src/issues/freeze-audience.ts for the order of the steps. */
export function createFreezeStore(db: Db): FreezeStore {
  const { sqlite } = db;
  return {
    async wakePaused(newsletterId, now) {
      sqlite
        .prepare(
          `UPDATE subscriptions SET state = 'active', paused_until = NULL, changed_at = ?
           WHERE newsletter_id = ? AND state = 'paused' AND paused_until <= ?`,
        )
        .run(now, newsletterId, now);
    },
    async openAudience(newsletterId) {
      return openSnapshot(db.openReader(), newsletterId);
    },
    async clearDeliveries(issueId) {
      sqlite.prepare(`DELETE FROM deliveries WHERE issue_id = ? AND ${STILL_PREPARING}`).run(issueId, issueId);
    },
    async insertDeliveries(issueId, rows, at) {
      const insert = sqlite.prepare(
        `INSERT OR IGNORE INTO deliveries (issue_id, subscriber_id, batch, variant, state, updated_at)
         SELECT ?, ?, ?, ?, 'pending', ? WHERE ${STILL_PREPARING}`,
      );
      db.write(() => {
        for (const row of rows) insert.run(issueId, row.subscriberId, row.batch, row.variant, at, issueId);
      });
    },
    async finishFreeze(id, { prepared, excluded, batchCount, at }) {
      const open = sqlite.prepare(
        `UPDATE issues SET state = 'sending', state_reason = NULL, expected_count = ?, excluded = ?, batch_count = ?,
           started_at = ?, updated_at = ?
         WHERE id = ? AND state = 'preparing' AND (SELECT count(*) FROM deliveries WHERE issue_id = issues.id) = ?`,
      );
      return open.run(prepared, JSON.stringify(excluded), batchCount, at, at, id, prepared).changes === 1;
    },
    async skipUnsent(issueId, reason, at) {
      return sqlite
        .prepare(
          `UPDATE deliveries SET state = 'skipped', reason = ?, updated_at = ?
           WHERE issue_id = ? AND state IN ('pending', 'deferred')`,
        )
        .run(reason, at, issueId).changes;
    },
    async cancelledUnsent() {
      return sqlite.prepare(CANCELLED_UNSENT).pluck().all() as string[];
    },
    async finishable() {
      return sqlite
        .prepare(
          `SELECT id FROM issues WHERE state = 'sending' AND NOT EXISTS (
             SELECT 1 FROM deliveries d WHERE d.issue_id = issues.id AND d.state IN ('pending', 'deferred')
           ) AND NOT EXISTS (
             SELECT 1 FROM deliveries d WHERE d.issue_id = issues.id AND d.state = 'sending'
           ) AND NOT EXISTS (
             SELECT 1 FROM deliveries d WHERE d.issue_id = issues.id AND d.state = 'in_doubt')`,
        )
        .pluck()
        .all() as string[];
    },
  };
}

/** A read transaction on a connection of its own: in WAL mode it sees one instant and stops no writer. */
function openSnapshot(reader: Database.Database, newsletterId: string): AudienceSnapshot {
  reader.exec('BEGIN');
  const candidates = reader.prepare(`SELECT count(*) ${AUDIENCE}`).pluck().get(newsletterId) as number;
  const page = reader.prepare(PAGE);
  return {
    candidates,
    page: (after, limit) => page.all(newsletterId, after, limit) as AudienceRow[],
    close: () => reader.close(),
  };
}
