import type { ClaimedDelivery, ClaimRequest } from '../src/delivery/delivery-store.js';
import type { EventLog } from './delivery-events.js';
import type { Db } from './open.js';

interface TouchedRow {
  readonly subscriberId: string;
  readonly state: 'sending' | 'skipped';
  readonly email: string | null;
  readonly variant: string;
  readonly attempt: number;
  readonly fence: number;
  readonly dateHeader: number;
  readonly reason: string | null;
}

/**
 * Why a reader must not get it now, as of this transaction; null when all is well. A missing subscription or address
 * excludes: a check that cannot be made means do not send.
 */
const EXCLUSION = `CASE
  WHEN s.normalised_email IS NULL OR s.email IS NULL THEN 'erased'
  WHEN x.address_hash IS NOT NULL THEN 'suppressed'
  WHEN p.state = 'active' THEN NULL
  WHEN p.state = 'paused' AND p.paused_until <= @now THEN NULL
  WHEN p.state = 'paused' THEN 'paused'
  WHEN p.state = 'pending' THEN 'unconfirmed'
  ELSE 'unsubscribed' END`;

const CLAIM = `
  UPDATE deliveries SET
    state = iif(due.exclusion IS NULL, 'sending', 'skipped'),
    attempt = attempt + (due.exclusion IS NULL),
    fence = fence + (due.exclusion IS NULL),
    session = iif(due.exclusion IS NULL, @session, session),
    lease_until = iif(due.exclusion IS NULL, @leaseUntil, NULL),
    date_header = coalesce(date_header, @now),
    reason = due.exclusion,
    updated_at = @now
  FROM (
    SELECT d.subscriber_id, ${EXCLUSION} AS exclusion
    FROM deliveries d
    JOIN issues i ON i.id = d.issue_id AND i.state = 'sending'
    JOIN sender_sessions o ON o.session = @session AND o.ended_at IS NULL
    JOIN subscribers s ON s.id = d.subscriber_id
    LEFT JOIN subscriptions p ON p.subscriber_id = d.subscriber_id AND p.newsletter_id = i.newsletter_id
    LEFT JOIN suppressions x ON x.address_hash = s.address_hash
    WHERE d.issue_id = @issueId AND d.batch = @batch AND d.state IN ('pending', 'deferred') AND d.next_at <= @now
    LIMIT @limit
  ) AS due
  WHERE deliveries.issue_id = @issueId AND deliveries.subscriber_id = due.subscriber_id
  RETURNING subscriber_id AS subscriberId, state, variant, attempt, fence, date_header AS dateHeader, reason,
    (SELECT email FROM subscribers WHERE id = subscriber_id) AS email`;

/** Claims due deliveries of a batch; to be called inside a write transaction. */
export function createClaimer({ db, events }: { db: Db; events: EventLog }) {
  const statement = db.sqlite.prepare<ClaimRequest, TouchedRow>(CLAIM);

  const note = (row: TouchedRow, request: ClaimRequest) =>
    events.append({
      issueId: request.issueId,
      subscriberId: row.subscriberId,
      attempt: row.attempt,
      fence: row.fence,
      session: row.state === 'sending' ? request.session : null,
      event: row.state === 'sending' ? 'claim' : 'skipped',
      detail: row.reason,
      at: request.now,
    });

  return (request: ClaimRequest): readonly ClaimedDelivery[] => {
    const claimed: ClaimedDelivery[] = [];
    for (;;) {
      const limit = request.limit - claimed.length;
      if (limit <= 0) return claimed;
      const rows = statement.all({ ...request, limit });
      for (const row of rows) {
        note(row, request);
        if (row.state === 'sending') claimed.push(toClaim(row, request));
      }
      if (rows.length < limit) return claimed;
    }
  };
}

function toClaim(row: TouchedRow, request: ClaimRequest): ClaimedDelivery {
  if (row.email === null) throw new Error(`Claimed ${request.issueId}/${row.subscriberId} without an address.`);
  return {
    issueId: request.issueId,
    subscriberId: row.subscriberId,
    batch: request.batch,
    email: row.email,
    variant: row.variant,
    attempt: row.attempt,
    fence: row.fence,
    dateHeader: row.dateHeader,
  };
}
