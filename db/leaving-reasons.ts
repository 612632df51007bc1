import { DAY } from '../src/kernel/clock.js';
import type { LeavingCount, SubscriberStore } from '../src/subscribers/subscriber-store.js';
import type { Db } from './open.js';

/** Why readers leave: a counter by newsletter, day and reason, and a mark at the reader that says only that they answered. */
export function createLeavingReasons(db: Db): Pick<SubscriberStore, 'countReason' | 'leavingCounts'> {
  const mark = db.sqlite.prepare<{ subscriberId: string; newsletterId: string }>(
    `UPDATE subscriptions SET told_why = 1
     WHERE subscriber_id = @subscriberId AND newsletter_id = @newsletterId AND state = 'unsubscribed' AND told_why = 0
       AND EXISTS (SELECT 1 FROM subscribers s WHERE s.id = @subscriberId AND s.erased_at IS NULL)`,
  );
  const count = db.sqlite.prepare<{ newsletterId: string; day: number; reason: string }>(
    `INSERT INTO leaving_reasons (newsletter_id, day, reason, count) VALUES (@newsletterId, @day, @reason, 1)
     ON CONFLICT DO UPDATE SET count = count + 1`,
  );
  const counts = db.sqlite.prepare<{ from: number; to: number }, LeavingCount>(
    `SELECT newsletter_id AS newsletterId, reason, sum(count) AS count FROM leaving_reasons
     WHERE day BETWEEN @from AND @to GROUP BY 1, 2`,
  );
  return {
    countReason: async ({ subscriberId, newsletterId, reason, at }) =>
      db.write(() => {
        if (mark.run({ subscriberId, newsletterId }).changes === 0) return false;
        count.run({ newsletterId, day: Math.floor(at / DAY), reason });
        return true;
      }),
    leavingCounts: async ({ from, to }) => counts.all({ from: Math.floor(from / DAY), to: Math.floor(to / DAY) }),
  };
}
