import type { ClaimedDelivery, ClaimRequest, DomainQuota } from '../src/delivery/delivery-store.js';
import { domainOf } from '../src/kernel/email-address.js';
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

/** What of the batch is due, with whatever else is asked of it. */
const due = (columns = '') => `
    SELECT d.subscriber_id, ${EXCLUSION} AS exclusion ${columns}
    FROM deliveries d
    JOIN issues i ON i.id = d.issue_id AND i.state = 'sending'
    JOIN sender_sessions o ON o.session = @session AND o.ended_at IS NULL
    JOIN subscribers s ON s.id = d.subscriber_id
    LEFT JOIN subscriptions p ON p.subscriber_id = d.subscriber_id AND p.newsletter_id = i.newsletter_id
    LEFT JOIN suppressions x ON x.address_hash = s.address_hash
    WHERE d.issue_id = @issueId AND d.batch = @batch AND d.state IN ('pending', 'deferred') AND d.next_at <= @now`;

/** Due, without those whose domain has its share already. Reads the whole batch, so only where a domain has a limit. */
const DUE_WITHIN_QUOTAS = `
    SELECT subscriber_id, exclusion FROM (
      SELECT subscriber_id, exclusion, q.quota,
        row_number() OVER (PARTITION BY q.quota_of, exclusion IS NULL) AS place
      FROM (${due(`, substr(s.normalised_email, instr(s.normalised_email, '@') + 1) AS domain`)})
      LEFT JOIN (
        SELECT value ->> 'domain' AS domain, value ->> 'of' AS quota_of, value ->> 'limit' AS quota FROM json_each(@quotas)
      ) q USING (domain)
    )
    WHERE quota IS NULL OR place <= quota OR exclusion IS NOT NULL`;

const claimOf = (selection: string) => `
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
    ${selection}
    LIMIT @limit
  ) AS due
  WHERE deliveries.issue_id = @issueId AND deliveries.subscriber_id = due.subscriber_id
  RETURNING subscriber_id AS subscriberId, state, variant, attempt, fence, date_header AS dateHeader, reason,
    (SELECT email FROM subscribers WHERE id = subscriber_id) AS email`;

/** Claims due deliveries of a batch; to be called inside a write transaction. */
export function createClaimer({ db, events }: { db: Db; events: EventLog }) {
  const plain = db.sqlite.prepare<ClaimRequest, TouchedRow>(claimOf(due()));
  const limited = db.sqlite.prepare<Omit<ClaimRequest, 'domains'> & { quotas: string }, TouchedRow>(
    claimOf(DUE_WITHIN_QUOTAS),
  );

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
      const { domains, ...rest } = request;
      const rows =
        domains === undefined
          ? plain.all({ ...rest, limit })
          : limited.all({ ...rest, limit, quotas: quotasLeft(domains, claimed) });
      for (const row of rows) {
        note(row, request);
        if (row.state === 'sending') claimed.push(toClaim(row, request));
      }
      if (rows.length < limit) return claimed;
    }
  };
}

/** A row per limited domain, what was claimed before counted off. */
function quotasLeft(quotas: readonly DomainQuota[], claimed: readonly ClaimedDelivery[]): string {
  const rows = quotas.flatMap(({ domains, limit }, index) => {
    const taken = claimed.filter(({ email }) => domains.includes(domainOf(email))).length;
    return domains.map((domain) => ({ domain, of: index, limit: limit - taken }));
  });
  return JSON.stringify(rows);
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
