import type { Limit, PaceAsk } from '../src/delivery/pace-store.js';
import { MINUTE } from '../src/kernel/clock.js';
import type { Db } from './open.js';
import { NO_LIMIT, type Room } from './pace-room.js';

/** Sixty whole minutes and the begun one: no sixty minutes, wherever they begin, hold more than the limit. */
const WINDOW = 60;
/** Processes' clocks may differ by this many minutes; what is further ahead was written before a clock was set back. */
const AHEAD = 1;

function windowAt(now: number) {
  const minute = Math.floor(now / MINUTE);
  return { minute, from: minute - WINDOW, to: minute + AHEAD };
}

/** What was handed out in the last hour, by minute. To be used inside a write transaction. */
export function createHourWindow({ db, shareOfLetters }: { db: Db; shareOfLetters: number }) {
  const used = db.sqlite.prepare<{ key: string; from: number; to: number }, { used: number; oldest: number | null }>(
    `SELECT coalesce(sum(count), 0) AS used, min(minute) FILTER (WHERE count > 0) AS oldest FROM pace_minutes
     WHERE key = @key AND minute BETWEEN @from AND @to`,
  );
  const add = db.sqlite.prepare<{ key: string; minute: number; count: number }>(
    `INSERT INTO pace_minutes (key, minute, count) VALUES (@key, @minute, @count)
     ON CONFLICT (key, minute) DO UPDATE SET count = count + @count`,
  );
  const forget = db.sqlite.prepare<{ key: string; from: number; to: number }>(
    'DELETE FROM pace_minutes WHERE key = @key AND minute NOT BETWEEN @from AND @to',
  );
  return {
    look: ({ limit: { key, perHour }, letter = false }: PaceAsk, now: number): Room => {
      if (perHour === null) return NO_LIMIT;
      const { from, to } = windowAt(now);
      const row = used.get({ key, from, to }) ?? { used: 0, oldest: null };
      const kept = letter ? 0 : Math.floor(perHour * shareOfLetters);
      const room = perHour - kept - row.used;
      return { room, wait: room >= 1 ? 0 : ((row.oldest ?? from) + WINDOW + 1) * MINUTE - now };
    },
    spend: ({ key, perHour }: Limit, count: number, now: number): void => {
      if (perHour === null) return;
      const { minute, from, to } = windowAt(now);
      forget.run({ key, from, to });
      add.run({ key, minute, count });
    },
  };
}
