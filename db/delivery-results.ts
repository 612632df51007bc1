import type { DeliveryOutcome, DeliveryResult } from '../src/delivery/delivery-store.js';
import type { DeliveryState } from '../src/delivery/delivery.js';
import { NO_ANSWER } from '../src/delivery/doubt-cap.js';
import { RELEASES_BEFORE_DEFERRAL, releaseDelay } from '../src/delivery/release-delay.js';
import type { EventLog } from './delivery-events.js';
import { createBounceRecorder } from './delivery-bounce.js';
import type { Db } from './open.js';
import { createRelayRestorer } from './relay-keys.js';
import { createReopener } from './reopen-issue.js';

interface LedgerRow {
  readonly state: DeliveryState;
  readonly attempt: number;
  readonly fence: number;
  readonly doubts: number;
}

/** The columns a result writes. */
interface Change {
  readonly state: DeliveryState;
  readonly attempt: number;
  readonly doubts: number;
  readonly nextAt: number;
  readonly reason: string | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly reply: string;
  readonly resolvedBy: string | null;
  readonly acceptedAt: number | null;
}

const REPLY_LENGTH = 500;

const EVENT_NAMES = {
  accepted: 'accepted',
  deferred: 'deferred',
  failed: 'failed',
  pending: 'released',
  in_doubt: 'in_doubt',
} as const satisfies Record<DeliveryOutcome['state'], string>;

/** Applies results once each, by (issue, subscriber, fence); to be called inside a write transaction. */
export function createResultWriter({ db, events }: { db: Db; events: EventLog }) {
  const find = db.sqlite.prepare<[string, string], LedgerRow>(
    'SELECT state, attempt, fence, doubts FROM deliveries WHERE issue_id = ? AND subscriber_id = ?',
  );
  const update = db.sqlite.prepare<Change & { issueId: string; subscriberId: string; at: number }>(
    `UPDATE deliveries SET state = @state, attempt = @attempt, doubts = @doubts, next_at = @nextAt, lease_until = NULL,
       reason = @reason, code = @code, enhanced = @enhanced, reply = @reply,
       resolved_by = coalesce(@resolvedBy, resolved_by), accepted_at = @acceptedAt, updated_at = @at
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId`,
  );
  const accept = createAcceptor({ db, append: (result, attempt) => append(result, { attempt }, 'accepted') });
  const recordBounce = createBounceRecorder({ db });
  const reopen = createReopener({ db });
  const restoreRelay = createRelayRestorer({ db });

  const append = (result: DeliveryResult, row: Pick<LedgerRow, 'attempt'>, event: string) =>
    events.append({
      issueId: result.issueId,
      subscriberId: result.subscriberId,
      attempt: row.attempt,
      fence: result.fence,
      session: result.session,
      event,
      detail: cut(result.outcome.reply),
      at: result.at,
    });

  const write = (result: DeliveryResult, change: Change) =>
    update.run({ ...change, issueId: result.issueId, subscriberId: result.subscriberId, at: result.at });

  /** An acceptance the ledger did not wait for any more. */
  const takeEvidence = (result: DeliveryResult, row: LedgerRow) => {
    if (row.state === 'accepted') {
      if (!events.has(result, ['accepted', 'late_accepted', 'duplicate_confirmed']))
        append(result, row, 'duplicate_confirmed');
      return;
    }
    if (events.has(result, ['late_accepted'])) return;
    append(result, row, 'late_accepted');
    if (row.state !== 'skipped') write(result, { ...changeFor(result, row), resolvedBy: 'evidence' });
    if (result.fence !== row.fence) restoreRelay(result);
  };

  /** Returns true when the result changed the row to in doubt. */
  return (result: DeliveryResult): boolean => {
    if (accept(result)) return false;
    const row = find.get(result.issueId, result.subscriberId);
    if (row === undefined || result.fence > row.fence) return false;
    if (!answersOpenClaim(result, row)) {
      if (result.outcome.state === 'accepted') takeEvidence(result, row);
      return false;
    }
    append(result, row, EVENT_NAMES[result.outcome.state]);
    const change = changeFor(result, row);
    write(result, change);
    // A held delivery lets its issue finish; the answer that came after all asks for another try.
    if (row.state === 'held' && (change.state === 'pending' || change.state === 'deferred'))
      reopen(result.issueId, result.at);
    if (result.outcome.state === 'failed') recordBounce(result, result.outcome);
    return result.outcome.state === 'in_doubt';
  };
}

/** The usual result, an acceptance of an open claim, in one statement: false when it is anything else. */
function createAcceptor({ db, append }: { db: Db; append: (result: DeliveryResult, attempt: number) => void }) {
  const accept = db.sqlite
    .prepare<[number, number, string, number, number, string, string, number]>(
      `UPDATE deliveries SET state = 'accepted', next_at = ?, lease_until = NULL, reason = NULL, code = ?, enhanced = NULL,
         reply = ?, accepted_at = ?, updated_at = ?
       WHERE issue_id = ? AND subscriber_id = ? AND fence = ? AND state = 'sending' RETURNING attempt`,
    )
    .pluck();
  return (result: DeliveryResult): boolean => {
    const { issueId, subscriberId, fence, at, outcome } = result;
    if (outcome.state !== 'accepted') return false;
    const reply = cut(outcome.reply);
    const attempt = accept.get(at, outcome.code, reply, at, at, issueId, subscriberId, fence);
    if (typeof attempt !== 'number') return false;
    append(result, attempt);
    return true;
  };
}

/**
 * A claim is open while its delivery is sending. A certain refusal also answers a doubt about the same claim: a sender
 * that was given up too early knows better than its lease.
 */
function answersOpenClaim(result: DeliveryResult, row: LedgerRow): boolean {
  if (result.fence !== row.fence) return false;
  if (row.state === 'sending') return true;
  const doubtful = row.state === 'in_doubt' || row.state === 'held';
  return doubtful && result.outcome.state !== 'in_doubt' && result.outcome.state !== 'accepted';
}

function changeFor(result: DeliveryResult, row: LedgerRow): Change {
  const { outcome, at } = result;
  const cleared = row.state === 'in_doubt' || row.state === 'held' ? 1 : 0;
  const base = {
    attempt: row.attempt,
    doubts: row.doubts - cleared,
    nextAt: at,
    reason: null,
    code: null,
    enhanced: null,
    reply: cut(outcome.reply),
    resolvedBy: null,
    acceptedAt: null,
  };
  switch (outcome.state) {
    case 'accepted':
      return { ...base, state: 'accepted', doubts: row.doubts, code: outcome.code, acceptedAt: at };
    case 'deferred':
      return { ...base, ...refusalColumns(outcome), state: 'deferred', nextAt: outcome.nextAt };
    case 'failed':
      return { ...base, ...refusalColumns(outcome), state: 'failed' };
    case 'pending':
      return { ...base, ...releaseColumns(row, result), reason: outcome.reason };
    case 'in_doubt':
    default:
      return { ...base, state: 'in_doubt', doubts: row.doubts + 1, reason: NO_ANSWER };
  }
}

function releaseColumns(
  row: LedgerRow,
  { at, subscriberId }: DeliveryResult,
): Pick<Change, 'state' | 'attempt' | 'nextAt'> {
  const attempt = row.attempt - 1;
  const releases = row.fence - attempt;
  const state = releases < RELEASES_BEFORE_DEFERRAL ? 'pending' : 'deferred';
  return { state, attempt, nextAt: at + releaseDelay(releases, subscriberId) };
}

const refusalColumns = (outcome: { reason: string; code: number | null; enhanced: string | null }) => ({
  reason: outcome.reason,
  code: outcome.code,
  enhanced: outcome.enhanced,
});

const cut = (reply: string) => reply.replace(/\s+/g, ' ').trim().slice(0, REPLY_LENGTH);
