import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { DeliveryRef, FeedbackStore, NewBounce } from '../src/feedback/feedback-store.js';
import { toBase32 } from '../src/kernel/base32.js';
import { ID_LENGTH } from '../src/kernel/ids.js';
import { createBounceSuppression } from './bounce-suppression.js';
import type { Db } from './open.js';
import { bounces, subscribers } from './schema/index.js';
import { createWriteQueue } from './write-queue.js';

/** The feedback room's tables, and the rows of other rooms that a report changes in the same transaction. */
export function createFeedbackStore({ db }: { db: Db }): FeedbackStore {
  const { settle, twin, leave, consent } = prepareStatements(db);
  const suppression = createBounceSuppression({ db });
  const inNextCommit = createWriteQueue({ db });

  function settleNow({ issueId, subscriberId }: DeliveryRef, at: number): boolean {
    const settled = settle.update.get({ issueId, subscriberId, at }) as { attempt: number; fence: number } | undefined;
    if (settled === undefined) return false;
    settle.event.run({ issueId, subscriberId, at, ...settled });
    return true;
  }

  function isToldByAnotherWay({ class: verdict, matchedBy, ...bounce }: NewBounce): boolean {
    if (verdict === 'unknown' || matchedBy === 'address') return false;
    const { issueId, subscriberId, channel } = bounce;
    const [counts, suppress] = [Number(bounce.counts), Number(bounce.suppress)];
    return twin.get({ issueId, subscriberId, channel, verdict, counts, suppress }) !== undefined;
  }

  function unsubscribeNow(bounce: NewBounce): void {
    const left = leave.all(bounce.at, bounce.subscriberId) as { newsletterId: string }[];
    for (const { newsletterId } of left) {
      const { subscriberId, at, id: bounceId } = bounce;
      consent.run({ id: consentId(bounceId, newsletterId), subscriberId, newsletterId, at });
    }
  }

  return {
    async addressOf(subscriberId) {
      const row = db.orm
        .select({ address: subscribers.normalisedEmail })
        .from(subscribers)
        .where(eq(subscribers.id, subscriberId))
        .get();
      return row?.address ?? null;
    },
    async record(bounce) {
      return inNextCommit(() => {
        const { suppress, unsubscribe, ...row } = bounce;
        if (bounce.matchedBy !== 'address') settleNow(bounce, bounce.at);
        if (isToldByAnotherWay(bounce)) return false;
        const stored = db.orm.insert(bounces).values(row).onConflictDoNothing({ target: bounces.evidenceHash }).run();
        if (stored.changes === 0) return false;
        if (suppress) suppression.suppress(bounce);
        else if (bounce.counts) suppression.count(bounce);
        if (unsubscribe) unsubscribeNow(bounce);
        return true;
      });
    },
    async settle(delivery, at) {
      return inNextCommit(() => settleNow(delivery, at));
    },
  };
}

/** Begins with the bounce's time, like every consent's id, and ends with a hash of what it is about. */
const consentId = (bounceId: string, newsletterId: string): string =>
  bounceId.slice(0, TIME_LENGTH) +
  toBase32(createHash('sha256').update(`${bounceId}|${newsletterId}`).digest()).slice(0, ID_LENGTH - TIME_LENGTH);
const TIME_LENGTH = 10;

function prepareStatements({ sqlite }: Db) {
  return {
    settle: {
      update: sqlite.prepare(
        `UPDATE deliveries
            SET state = 'accepted', resolved_by = 'report', accepted_at = @at, updated_at = @at, lease_until = NULL
          WHERE issue_id = @issueId AND subscriber_id = @subscriberId
            AND (state IN ('in_doubt', 'held') OR (state IN ('pending', 'deferred') AND doubts > 0))
        RETURNING attempt, fence`,
      ),
      event: sqlite.prepare(
        `INSERT INTO delivery_events (issue_id, subscriber_id, attempt, fence, event, detail, at)
         VALUES (@issueId, @subscriberId, @attempt, @fence, 'resolved_accepted', 'report', @at)`,
      ),
    },
    // What was told before and not believed stands in nobody's way: it neither counted nor suppressed. By the reader, who has
    // a few reports where an issue has thousands; SQLite would take the issue's index.
    twin: sqlite.prepare(
      `SELECT 1 FROM bounces INDEXED BY bounces_subscriber
        WHERE issue_id = @issueId AND subscriber_id = @subscriberId AND channel <> @channel AND class = @verdict
          AND counts = @counts AND matched_by <> 'address'
          AND (@suppress = 0 OR EXISTS (
            SELECT 1 FROM subscribers s JOIN suppressions x ON x.address_hash = s.address_hash WHERE s.id = @subscriberId))`,
    ),
    leave: sqlite.prepare(
      `UPDATE subscriptions SET state = 'unsubscribed', paused_until = NULL, changed_at = ?
        WHERE subscriber_id = ? AND state <> 'unsubscribed'
       RETURNING newsletter_id AS newsletterId`,
    ),
    consent: sqlite.prepare(
      `INSERT INTO consents (id, subscriber_id, newsletter_id, action, at, source)
       VALUES (@id, @subscriberId, @newsletterId, 'complaint', @at, 'complaint')`,
    ),
  };
}
