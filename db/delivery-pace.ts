import type { Db } from './open.js';

/** Milliseconds of the past that stay on record: more than the minute a pace is measured over. */
const KEPT = 120_000;

const SETTLED = `SELECT coalesce(sum(count), 0) FROM delivery_counts
  WHERE issue_id = @issueId AND state IN ('accepted', 'failed', 'skipped', 'held')`;

/** The total of settled deliveries at the end of each second, so that the pace of the last minute is a subtraction. */
export function createPaceBook({ db }: { db: Db }) {
  const note = db.sqlite.prepare<{ issueId: string; second: number; at: number }>(
    `INSERT INTO delivery_pace (issue_id, second, at, settled) VALUES (@issueId, @second, @at, (${SETTLED}))
     ON CONFLICT DO UPDATE SET at = max(at, excluded.at), settled = excluded.settled`,
  );
  // The newest older one stays: it is the total that the next minute starts from.
  const forget = db.sqlite.prepare<{ issueId: string; before: number }>(
    `DELETE FROM delivery_pace WHERE issue_id = @issueId AND second < (
       SELECT max(second) FROM delivery_pace WHERE issue_id = @issueId AND second < @before)`,
  );
  const since = db.sqlite
    .prepare<{ issueId: string; since: number; second: number }, number>(
      `SELECT (${SETTLED}) - coalesce((
         SELECT settled FROM delivery_pace WHERE issue_id = @issueId AND second <= @second AND at < @since
         ORDER BY second DESC LIMIT 1), 0)`,
    )
    .pluck();
  return {
    /** To be called inside the transaction that settled deliveries. */
    note: (issueId: string, at: number): void => {
      note.run({ issueId, second: secondOf(at), at });
      forget.run({ issueId, before: secondOf(at - KEPT) });
    },
    settledSince: (issueId: string, instant: number): number =>
      since.get({ issueId, since: instant, second: secondOf(instant) }) ?? 0,
  };
}

const secondOf = (at: number): number => Math.floor(at / 1_000);
