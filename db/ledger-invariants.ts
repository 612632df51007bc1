import type { Invariant } from '../src/delivery/ledger-check.js';

/** The SELECT finds what breaks the sentence; `@issueId` is null for all issues. */
export interface LedgerInvariant extends Invariant {
  readonly breaks: string;
}

/** A pause is written with the instant it was asked for, and may wait this long for the write lock behind claims. */
const LOCK_WAIT = 10_000;

const ISSUE = '(@issueId IS NULL OR i.id = @issueId)';
const DELIVERY = '(@issueId IS NULL OR d.issue_id = @issueId)';
const EVENT = '(@issueId IS NULL OR e.issue_id = @issueId)';

export const LEDGER_INVARIANTS: readonly LedgerInvariant[] = [
  {
    id: 'I1',
    sentence: 'An issue whose audience is frozen has exactly the deliveries it expects',
    breaks: `SELECT i.id AS issue, i.expected_count AS expected, (SELECT count(*) FROM deliveries d WHERE d.issue_id = i.id) AS found
      FROM issues i WHERE ${ISSUE} AND i.expected_count IS NOT NULL AND found <> expected`,
  },
  {
    id: 'I2',
    sentence: 'Nothing is claimed of an issue before its audience is frozen as a whole',
    breaks: `SELECT i.id AS issue, i.state FROM issues i WHERE ${ISSUE} AND i.expected_count IS NULL AND (
      i.state IN ('sending', 'done')
      OR EXISTS (SELECT 1 FROM deliveries d WHERE d.issue_id = i.id AND d.fence > 0))`,
  },
  {
    id: 'I3',
    sentence: 'A delivery on its way has a session, a fence, a lease and the event of its claim',
    breaks: `SELECT d.issue_id AS issue, d.subscriber_id AS subscriber, d.session, d.fence, d.lease_until AS leaseUntil
      FROM deliveries d WHERE ${DELIVERY} AND d.state = 'sending' AND (
        d.session IS NULL OR d.fence < 1 OR d.lease_until IS NULL OR NOT EXISTS (
          SELECT 1 FROM delivery_events e WHERE e.issue_id = d.issue_id AND e.subscriber_id = d.subscriber_id
            AND e.event = 'claim' AND e.fence = d.fence AND e.session = d.session))`,
  },
  {
    id: 'I4',
    sentence: 'Every claim has the next fence, one event each, and the delivery has the last',
    breaks: `SELECT d.issue_id AS issue, d.subscriber_id AS subscriber, d.fence, d.attempt, c.claims, c.lowest, c.highest
      FROM deliveries d LEFT JOIN (
        SELECT e.issue_id, e.subscriber_id, count(*) AS claims, count(DISTINCT e.fence) AS fences, min(e.fence) AS lowest,
          max(e.fence) AS highest, sum(e.fence <= e.before) AS backwards
        FROM (SELECT e.*, lag(e.fence) OVER (PARTITION BY e.issue_id, e.subscriber_id ORDER BY e.id) AS before
          FROM delivery_events e WHERE ${EVENT} AND e.event = 'claim') e GROUP BY 1, 2
      ) c ON c.issue_id = d.issue_id AND c.subscriber_id = d.subscriber_id
      WHERE ${DELIVERY} AND (d.attempt > d.fence OR coalesce(c.claims, 0) <> d.fence OR c.fences <> c.claims
        OR c.lowest <> 1 OR c.highest <> d.fence OR c.backwards > 0)`,
  },
  {
    id: 'I5',
    sentence:
      'What was accepted stays accepted, and what came to rest is claimed again only when a person asked for it',
    breaks: `SELECT e.issue_id AS issue, e.subscriber_id AS subscriber, e.event, e.before, d.state
      FROM (SELECT e.*, lag(e.event) OVER (PARTITION BY e.issue_id, e.subscriber_id ORDER BY e.id) AS before
        FROM delivery_events e WHERE ${EVENT} AND e.event IN ('claim', 'accepted', 'resolved_accepted', 'failed', 'expired',
          'skipped', 'held', 'retried', 'resolved_pending', 'released', 'deferred')) e
      JOIN deliveries d ON d.issue_id = e.issue_id AND d.subscriber_id = e.subscriber_id
      WHERE (e.event IN ('accepted', 'resolved_accepted') AND d.state <> 'accepted')
        OR (e.event = 'claim' AND e.before IN ('accepted', 'resolved_accepted', 'failed', 'expired', 'skipped', 'held'))`,
  },
  {
    id: 'I7',
    sentence: 'A finished issue has nothing left to do, and its deliveries add up to its audience',
    breaks: `SELECT i.id AS issue, i.expected_count AS expected,
        sum(d.state IN ('accepted', 'failed', 'skipped', 'held')) AS settled, count(d.state) AS found
      FROM issues i LEFT JOIN deliveries d ON d.issue_id = i.id WHERE ${ISSUE} AND i.state = 'done' GROUP BY i.id
      HAVING coalesce(settled, 0) <> coalesce(expected, 0) OR found <> coalesce(settled, 0)`,
  },
  {
    id: 'I10',
    sentence: 'Nothing is claimed of an issue that is paused or cancelled',
    breaks: `SELECT e.issue_id AS issue, e.subscriber_id AS subscriber, e.at AS claimedAt, i.state, i.updated_at AS since
      FROM issues i JOIN delivery_events e ON e.issue_id = i.id AND e.event = 'claim'
      WHERE ${ISSUE} AND i.state IN ('paused', 'cancelled') AND e.at > i.updated_at + ${LOCK_WAIT}`,
  },
  {
    id: 'I11',
    sentence: 'Every attempt has the Date of the first claim, so that its bytes and Message-ID are the same',
    breaks: `SELECT d.issue_id AS issue, d.subscriber_id AS subscriber, d.date_header AS dateHeader, e.at AS firstClaim
      FROM delivery_events e JOIN deliveries d ON d.issue_id = e.issue_id AND d.subscriber_id = e.subscriber_id
      WHERE ${EVENT} AND e.event = 'claim' AND e.fence = 1 AND d.date_header IS NOT e.at`,
  },
  {
    id: 'I15',
    sentence: 'A newsletter has one digest a day',
    breaks: `SELECT i.newsletter_id AS newsletter, i.local_date AS date, count(*) AS digests, group_concat(i.id) AS issues
      FROM issues i WHERE i.kind = 'digest' GROUP BY 1, 2 HAVING digests > 1 AND (@issueId IS NULL OR sum(i.id = @issueId) > 0)`,
  },
  {
    id: 'I19',
    sentence: 'The numbers editors see are the numbers of the deliveries',
    breaks: `SELECT i.id AS issue, c.state, c.count AS shown, coalesce(r.count, 0) AS counted
      FROM issues i LEFT JOIN delivery_counts c ON c.issue_id = i.id LEFT JOIN (
        SELECT d.issue_id, d.state, count(*) AS count FROM deliveries d WHERE ${DELIVERY} GROUP BY 1, 2
      ) r ON r.issue_id = i.id AND r.state = c.state
      WHERE ${ISSUE} AND c.count IS NOT coalesce(r.count, 0)`,
  },
];
