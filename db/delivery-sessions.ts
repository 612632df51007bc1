import { MINUTE, SECOND } from '../src/kernel/clock.js';
import type { DeliveryStore, SenderSession } from '../src/delivery/delivery-store.js';
import { SENDER_GONE } from '../src/delivery/doubt-cap.js';
import { RELEASES_BEFORE_DEFERRAL, releaseDelay } from '../src/delivery/release-delay.js';
import type { EventLog } from './delivery-events.js';
import type { Db } from './open.js';

type SessionMethods = Pick<
  DeliveryStore,
  'openSession' | 'touchSession' | 'openSessions' | 'batchesOf' | 'endSession' | 'expireLeases'
>;

/** A session not seen for this long may be stopped, swapped out or on a lost host. */
const SILENT = 90 * SECOND;
/** A live session settles a claim by itself: 60 s before the final dot and 10 min after it. */
const OVERDUE = 15 * MINUTE;

interface OpenClaim {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly attempt: number;
  readonly fence: number;
  readonly session: string;
}

const CLAIM_COLUMNS = 'd.issue_id AS issueId, d.subscriber_id AS subscriberId, d.attempt, d.fence, d.session';

/** Sender sessions, and what becomes of the claims a dead one leaves. */
export function createSessionStore({ db, events }: { db: Db; events: EventLog }): SessionMethods {
  const ender = createClaimEnder({ db, events });
  const insert = db.sqlite.prepare<SenderSession>(
    `INSERT INTO sender_sessions (session, host, boot_id, pid, started_at, last_seen_at)
     VALUES (@session, @host, @bootId, @pid, @startedAt, @lastSeenAt)`,
  );
  const touch = db.sqlite.prepare<[number, string]>(
    'UPDATE sender_sessions SET last_seen_at = ? WHERE session = ? AND ended_at IS NULL',
  );
  const open = db.sqlite.prepare<[], SenderSession>(
    `SELECT session, host, boot_id AS bootId, pid, started_at AS startedAt, last_seen_at AS lastSeenAt
     FROM sender_sessions WHERE ended_at IS NULL ORDER BY started_at`,
  );
  const end = db.sqlite.prepare<[number, string]>(
    'UPDATE sender_sessions SET ended_at = ? WHERE session = ? AND ended_at IS NULL',
  );
  const claimsOf = db.sqlite.prepare<[string], OpenClaim>(
    `SELECT ${CLAIM_COLUMNS} FROM deliveries d INDEXED BY deliveries_sending WHERE d.state = 'sending' AND d.session = ?`,
  );
  const batchesOf = db.sqlite.prepare<[string], { issueId: string; batch: number }>(
    `SELECT DISTINCT issue_id AS issueId, batch FROM deliveries INDEXED BY deliveries_sending WHERE state = 'sending' AND session = ?`,
  );
  const overdue = db.sqlite.prepare<{ now: number; silent: number; overdue: number }, OpenClaim>(
    `SELECT ${CLAIM_COLUMNS} FROM deliveries d INDEXED BY deliveries_sending LEFT JOIN sender_sessions s ON s.session = d.session
     WHERE d.state = 'sending' AND d.lease_until < @now
       AND (s.session IS NULL OR s.ended_at IS NOT NULL OR s.last_seen_at < @silent OR d.lease_until < @overdue)`,
  );
  return {
    openSession: async (session) => {
      insert.run(session);
    },
    touchSession: async (session, at) => touch.run(at, session).changes > 0,
    openSessions: async () => open.all(),
    batchesOf: async (session) => batchesOf.all(session),
    endSession: async (session, { at, begun }) =>
      db.write(() => {
        end.run(at, session);
        const claims = claimsOf.all(session);
        for (const claim of claims) {
          const key = `${claim.issueId}/${claim.subscriberId}/${claim.fence}`;
          if (begun === 'unknown' || (begun !== 'none' && begun.has(key))) ender.doubt(claim, at);
          else ender.release(claim, at);
        }
        return claims.length;
      }),
    expireLeases: async (now) =>
      db.write(() => {
        const claims = overdue.all({ now, silent: now - SILENT, overdue: now - OVERDUE });
        for (const claim of claims) ender.doubt(claim, now);
        return claims.length;
      }),
  };
}

/** The two ways a claim ends without a result. */
function createClaimEnder({ db, events }: { db: Db; events: EventLog }) {
  const toDoubt = db.sqlite.prepare(
    `UPDATE deliveries SET state = 'in_doubt', doubts = doubts + 1, reason = @reason, lease_until = NULL, updated_at = @at
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId`,
  );
  const toPending = db.sqlite.prepare(
    `UPDATE deliveries SET state = @state, attempt = @attempt, reason = @reason, next_at = @nextAt, lease_until = NULL,
       updated_at = @at
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId`,
  );
  const reason = SENDER_GONE;
  return {
    doubt(claim: OpenClaim, at: number): void {
      events.append({ ...claim, event: 'in_doubt', detail: reason, at });
      toDoubt.run({ issueId: claim.issueId, subscriberId: claim.subscriberId, at, reason });
    },
    release(claim: OpenClaim, at: number): void {
      const attempt = claim.attempt - 1;
      const releases = claim.fence - attempt;
      const state = releases < RELEASES_BEFORE_DEFERRAL ? 'pending' : 'deferred';
      const nextAt = at + releaseDelay(releases, claim.subscriberId);
      events.append({ ...claim, event: 'released', detail: reason, at });
      toPending.run({ issueId: claim.issueId, subscriberId: claim.subscriberId, at, reason, state, attempt, nextAt });
    },
  };
}
