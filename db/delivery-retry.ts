import type { DeliveryStore, RetryRequest } from '../src/delivery/delivery-store.js';
import type { EventLog } from './delivery-events.js';
import type { Db } from './open.js';
import { createReopener } from './reopen-issue.js';
import { inTurns } from './turns.js';

/** Rows per transaction. */
const CHUNK = 500;

/** `state IN (...)` besides the equality: a partial index serves only queries that have its own words. */
const RETRIABLE = `
  SELECT d.subscriber_id AS subscriberId, d.attempt, d.fence
  FROM deliveries d INDEXED BY deliveries_missed JOIN issues i ON i.id = d.issue_id AND i.state IN ('sending', 'paused', 'done')
  JOIN subscribers s ON s.id = d.subscriber_id AND s.email IS NOT NULL
  WHERE d.issue_id = @issueId AND d.state IN ('failed', 'skipped', 'held') AND d.state = 'failed'
    AND (@reason IS NULL OR d.reason = @reason)
    AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_hash = s.address_hash)
  LIMIT ${CHUNK}`;

interface FailedRow {
  readonly subscriberId: string;
  readonly attempt: number;
  readonly fence: number;
}

/** Sends failed deliveries again, because somebody asked for it. */
export function createRetryStore({ db, events }: { db: Db; events: EventLog }): Pick<DeliveryStore, 'retryFailed'> {
  const find = db.sqlite.prepare<{ issueId: string; reason: string | null }, FailedRow>(RETRIABLE);
  const toPending = db.sqlite.prepare<[number, number, string, string]>(
    `UPDATE deliveries SET state = 'pending', next_at = ?, updated_at = ? WHERE issue_id = ? AND subscriber_id = ?`,
  );
  // While an issue is sending its deadlines run from here, as after a resume: see GIVE_UP_AFTER.
  const resumeNow = db.sqlite.prepare<[number, string]>(
    `UPDATE issues SET updated_at = ? WHERE id = ? AND state = 'sending'`,
  );
  const reopen = createReopener({ db });
  const retrySome = ({ issueId, reason, by, at }: RetryRequest): number => {
    const rows = find.all({ issueId, reason: reason ?? null });
    for (const { subscriberId, attempt, fence } of rows) {
      events.append({ issueId, subscriberId, attempt, fence, session: null, event: 'retried', detail: by, at });
      toPending.run(at, at, issueId, subscriberId);
    }
    if (rows.length > 0) {
      reopen(issueId, at);
      resumeNow.run(at, issueId);
    }
    return rows.length;
  };
  return { retryFailed: async (request) => inTurns(() => db.write(() => retrySome(request))) };
}
