import type { ClaimedDelivery, ClaimRequest } from '../src/delivery/delivery-store.js';
import type { EventLog } from './delivery-events.js';
import type { Db } from './open.js';

interface DueRow {
  readonly subscriberId: string;
  readonly email: string | null;
  readonly variant: string;
  readonly attempt: number;
  readonly fence: number;
  readonly dateHeader: number | null;
  readonly exclusion: string | null;
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

const DUE = `
  SELECT d.subscriber_id AS subscriberId, s.email, d.variant, d.attempt, d.fence, d.date_header AS dateHeader,
    ${EXCLUSION} AS exclusion
  FROM deliveries d
  JOIN issues i ON i.id = d.issue_id AND i.state = 'sending'
  JOIN sender_sessions o ON o.session = @session AND o.ended_at IS NULL
  JOIN subscribers s ON s.id = d.subscriber_id
  LEFT JOIN subscriptions p ON p.subscriber_id = d.subscriber_id AND p.newsletter_id = i.newsletter_id
  LEFT JOIN suppressions x ON x.address_hash = s.address_hash
  WHERE d.issue_id = @issueId AND d.batch = @batch AND d.state IN ('pending', 'deferred') AND d.next_at <= @now
  LIMIT @limit`;

/** Claims due deliveries of a batch; to be called inside a write transaction. */
export function createClaimer({ db, events }: { db: Db; events: EventLog }) {
  const due = db.sqlite.prepare<ClaimRequest, DueRow>(DUE);
  const write = createClaimWriter({ db });

  const note = (row: DueRow, request: ClaimRequest, event: 'claim' | 'skipped') => {
    const claimed = event === 'claim';
    events.append({
      issueId: request.issueId,
      subscriberId: row.subscriberId,
      attempt: claimed ? row.attempt + 1 : row.attempt,
      fence: claimed ? row.fence + 1 : row.fence,
      session: claimed ? request.session : null,
      event,
      detail: row.exclusion,
      at: request.now,
    });
  };

  return (request: ClaimRequest): readonly ClaimedDelivery[] => {
    const claimed: ClaimedDelivery[] = [];
    for (;;) {
      const limit = request.limit - claimed.length;
      if (limit <= 0) return claimed;
      const rows = due.all({ ...request, limit });
      for (const row of rows) {
        note(row, request, row.exclusion === null ? 'claim' : 'skipped');
        if (row.exclusion !== null) write.skip(row, request);
        else claimed.push(write.claim(row, request));
      }
      if (rows.length < limit) return claimed;
    }
  };
}

/** A row at a time, by position: one UPDATE ... FROM ... RETURNING for all took 14 us a row, this takes 10 (measured). */
function createClaimWriter({ db }: { db: Db }) {
  const claim = db.sqlite.prepare<[number, number, string, number, number, number, string, string]>(
    `UPDATE deliveries SET state = 'sending', attempt = ?, fence = ?, session = ?, lease_until = ?, date_header = ?,
       reason = NULL, updated_at = ?
     WHERE issue_id = ? AND subscriber_id = ?`,
  );
  const skip = db.sqlite.prepare<[string | null, number, string, string]>(
    `UPDATE deliveries SET state = 'skipped', reason = ?, lease_until = NULL, updated_at = ?
     WHERE issue_id = ? AND subscriber_id = ?`,
  );
  return {
    skip: ({ subscriberId, exclusion }: DueRow, { issueId, now }: ClaimRequest) =>
      skip.run(exclusion, now, issueId, subscriberId),
    claim: (row: DueRow, { issueId, batch, session, now, leaseUntil }: ClaimRequest): ClaimedDelivery => {
      const { subscriberId, email, variant } = row;
      if (email === null) throw new Error(`Claimed ${issueId}/${subscriberId} without an address.`);
      const attempt = row.attempt + 1;
      const fence = row.fence + 1;
      const dateHeader = row.dateHeader ?? now;
      claim.run(attempt, fence, session, leaseUntil, dateHeader, now, issueId, subscriberId);
      return { issueId, subscriberId, batch, email, variant, attempt, fence, dateHeader };
    },
  };
}
