import { DAY } from '../src/kernel/clock.js';
import { newsroomSchema } from '../src/newsletters/newsroom.js';
import type { Db } from './open.js';

/** A stored bounce, as far as a suppression needs it. */
interface StoredBounce {
  readonly id: string;
  readonly issueId: string;
  readonly subscriberId: string;
  readonly class: string;
  readonly reason: string;
  readonly diagnostic: string | null;
  readonly at: number;
}

/** Suppressions that bounces bring about; to be called inside a write transaction, after the bounce is stored. */
export function createBounceSuppression({ db }: { db: Db }) {
  const { insert, limits, failures } = prepareStatements(db);

  function suppress({ id, subscriberId, issueId, reason, diagnostic, at, class: verdict }: StoredBounce): void {
    const source = verdict === 'complaint' ? 'complaint' : 'bounce';
    insert.run({ bounceId: id, subscriberId, issueId, reason, diagnostic, at, source });
  }

  return {
    /** The first reason stays. */
    suppress,
    /** Suppresses when the newsroom's limit of days with a failure is reached. */
    count(bounce: StoredBounce): void {
      const { days, within } = newsroomSchema.shape.softBounces.parse(JSON.parse(limits.get() ?? '{}'));
      const { subscriberId, issueId, at } = bounce;
      const since = at - within * DAY;
      if ((failures.get({ subscriberId, issueId, at, since, day: DAY }) ?? 0) >= days) suppress(bounce);
    },
  };
}

function prepareStatements({ sqlite }: Db) {
  return {
    insert: sqlite.prepare(
      `INSERT INTO suppressions (address_hash, email, reason, detail, source, issue_id, bounce_id, at)
       SELECT address_hash, normalised_email, @reason, @diagnostic, @source, @issueId, @bounceId, @at
         FROM subscribers WHERE id = @subscriberId
       ON CONFLICT (address_hash) DO NOTHING`,
    ),
    limits: sqlite
      .prepare<[], string | null>(`SELECT json_extract(value, '$.softBounces') FROM settings WHERE key = 'newsroom'`)
      .pluck(),
    // A report may come days after the relay accepted, so "got through" goes by when messages left, not by when reports came:
    // what left before the newest failure has had as long to come back as that one.
    failures: sqlite
      .prepare<{ subscriberId: string; issueId: string; at: number; since: number; day: number }, number>(
        `WITH left_at AS (
           SELECT coalesce((SELECT coalesce(accepted_at, updated_at) FROM deliveries
                             WHERE issue_id = @issueId AND subscriber_id = @subscriberId), @at) AS at),
         through AS (
           SELECT coalesce(max(d.accepted_at), 0) AS at
             FROM issues i CROSS JOIN deliveries d ON d.issue_id = i.id AND d.subscriber_id = @subscriberId
            WHERE i.created_at > @since AND i.id <> @issueId AND d.state = 'accepted'
              AND d.accepted_at < (SELECT at FROM left_at)
              AND NOT EXISTS (SELECT 1 FROM bounces b WHERE b.subscriber_id = @subscriberId AND b.issue_id = i.id
                                 AND b.class IN ('soft', 'hard')))
         SELECT count(DISTINCT b.at / @day)
           FROM bounces b LEFT JOIN deliveries d ON d.issue_id = b.issue_id AND d.subscriber_id = b.subscriber_id
          WHERE b.subscriber_id = @subscriberId AND b.counts = 1 AND b.at > @since
            AND coalesce(d.accepted_at, d.updated_at, b.at) > (SELECT at FROM through)`,
      )
      .pluck(),
  };
}
