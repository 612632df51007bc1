import type { DeliveryStore } from '../src/delivery/delivery-store.js';
import { doubtCap, NO_ANSWER } from '../src/delivery/doubt-cap.js';
import type { EventLog } from './delivery-events.js';
import type { Db } from './open.js';
import { createReopener } from './reopen-issue.js';

type DoubtMethods = Pick<DeliveryStore, 'settleDoubts' | 'expireDeferred' | 'resolve'>;

interface DoubtRow {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly attempt: number;
  readonly fence: number;
  readonly doubts: number;
  readonly policy: string | null;
  readonly issueState: string;
}

/** While an issue is sending, `updated_at` is the instant it was opened or last resumed. */
const EXPIRED = `state = 'deferred' AND date_header < @before
  AND issue_id IN (SELECT id FROM issues WHERE state = 'sending' AND updated_at < @before)`;

/** What becomes of deliveries that stand still: doubts, deferrals too old, and rows a person decides on. */
export function createDoubtStore({ db, events }: { db: Db; events: EventLog }): DoubtMethods {
  const waiting = db.sqlite.prepare<[number], DoubtRow>(
    `SELECT d.issue_id AS issueId, d.subscriber_id AS subscriberId, d.attempt, d.fence, d.doubts,
       json_extract(n.settings, '$.doubtPolicy') AS policy, i.state AS issueState
     FROM deliveries d INDEXED BY deliveries_in_doubt JOIN issues i ON i.id = d.issue_id JOIN newsletters n ON n.id = i.newsletter_id
     WHERE d.state = 'in_doubt' AND d.updated_at < ? AND i.state IN ('sending', 'cancelled')`,
  );
  const settle = db.sqlite.prepare(
    `UPDATE deliveries SET state = @state, next_at = @now, updated_at = @now
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId AND state = 'in_doubt'`,
  );
  const noteExpired = db.sqlite.prepare<{ before: number; now: number }>(
    `INSERT INTO delivery_events (issue_id, subscriber_id, attempt, fence, session, event, detail, at)
     SELECT issue_id, subscriber_id, attempt, fence, NULL, 'expired', reason, @now FROM deliveries INDEXED BY deliveries_deferred WHERE ${EXPIRED}`,
  );
  const expire = db.sqlite.prepare<{ before: number; now: number }>(
    `UPDATE deliveries INDEXED BY deliveries_deferred SET state = 'failed', reason = 'expired', updated_at = @now WHERE ${EXPIRED}`,
  );
  return {
    settleDoubts: async (before, now) =>
      db.write(() => {
        const settled = { resent: 0, held: 0 };
        for (const row of waiting.all(before)) {
          const again = row.issueState === 'sending' && row.policy !== 'hold' && row.doubts < 2;
          const { issueId, subscriberId } = row;
          settle.run({ issueId, subscriberId, state: again ? 'pending' : 'held', now });
          const detail = again ? null : `${row.policy ?? 'resend'}, doubts: ${row.doubts}`;
          events.append({ ...keyOf(row), session: null, event: again ? 'resend' : 'held', detail, at: now });
          settled[again ? 'resent' : 'held'] += 1;
        }
        return settled;
      }),
    expireDeferred: async (before, now) =>
      db.write(() => {
        noteExpired.run({ before, now });
        return expire.run({ before, now }).changes;
      }),
    resolve: createResolve({ db, events }),
  };
}

const keyOf = ({ issueId, subscriberId, attempt, fence }: Omit<DoubtRow, 'doubts' | 'policy' | 'issueState'>) => ({
  issueId,
  subscriberId,
  attempt,
  fence,
});

function createResolve({ db, events }: { db: Db; events: EventLog }): DeliveryStore['resolve'] {
  const resolved = db.sqlite.prepare<
    { issueId: string; subscriberId: string; to: string; by: string; at: number },
    { attempt: number; fence: number }
  >(
    `UPDATE deliveries SET state = @to, resolved_by = @by, next_at = @at, updated_at = @at,
       accepted_at = iif(@to = 'accepted', @at, NULL)
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId AND state IN ('held', 'in_doubt')
       AND (@to = 'accepted' OR NOT EXISTS (SELECT 1 FROM issues WHERE id = @issueId AND state = 'cancelled'))
     RETURNING attempt, fence`,
  );
  const reopen = createReopener({ db });
  return async (delivery, to, by, at) =>
    db.write(() => {
      const row = resolved.get({ ...delivery, to, by, at });
      if (row === undefined) return false;
      if (to === 'pending') reopen(delivery.issueId, at);
      events.append({ ...delivery, ...row, session: null, event: `resolved_${to}`, detail: by, at });
      return true;
    });
}

/** Pauses an issue with more unanswered deliveries than its cap; the reason in words when it did. */
export function createDoubtGuard({ db }: { db: Db }) {
  const count = db.sqlite.prepare<{ issueId: string; reason: string }, { doubts: number; audience: number }>(
    `SELECT (SELECT count(*) FROM deliveries INDEXED BY deliveries_in_doubt
         WHERE issue_id = @issueId AND state = 'in_doubt' AND reason = @reason) AS doubts,
       coalesce(expected_count, 0) AS audience FROM issues WHERE id = @issueId AND state = 'sending'`,
  );
  const pause = db.sqlite.prepare(
    `UPDATE issues SET state = 'paused', state_reason = @reason, updated_at = @at WHERE id = @issueId`,
  );
  return (issueId: string, at: number): string | undefined => {
    const found = count.get({ issueId, reason: NO_ANSWER });
    if (found === undefined || found.doubts <= doubtCap(found.audience)) return undefined;
    const reason =
      `${found.doubts} deliveries are in doubt: the relay takes messages and then closes the connection without an ` +
      `answer. Look into the relay's log before you resume.`;
    pause.run({ issueId, reason, at });
    return reason;
  };
}
