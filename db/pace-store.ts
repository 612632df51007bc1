import type { Limit, PaceAsk, PaceGrant, PaceStore } from '../src/delivery/pace-store.js';
import { createHourWindow } from './pace-hour.js';
import { NO_LIMIT, type Room } from './pace-room.js';
import type { Db } from './open.js';

/** Part of a second's and of an hour's worth that issues leave to letters. */
const SHARE_OF_LETTERS = 0.1;

interface Bucket {
  readonly tokens: number;
  readonly filledAt: number;
}

/** Limits in SQLite: they hold over all processes together and over restarts of them and of Redis. */
export function createPaceStore({ db }: { db: Db }): PaceStore {
  const buckets = createBuckets({ db });
  const hours = createHourWindow({ db, shareOfLetters: SHARE_OF_LETTERS });
  const grant = (ask: PaceAsk, now: number): PaceGrant => {
    const hour = hours.look(ask, now);
    const second = buckets.look(ask, now);
    const granted = Math.max(0, Math.min(ask.wanted, hour.room, second.room));
    if (granted === 0) return { granted, askAgainIn: ask.wanted > 0 ? Math.max(hour.wait, second.wait, 1) : 0 };
    hours.spend(ask.limit, granted, now);
    buckets.spend(ask.limit, granted, now);
    return { granted, askAgainIn: granted < ask.wanted ? Math.max(hour.wait, second.wait, 1) : 0 };
  };
  return {
    take: async (asks, now) => db.write(() => asks.map((ask) => grant(ask, now))),
    giveBack: async (unused, now) =>
      db.write(() => {
        for (const { limit, count } of unused) {
          hours.spend(limit, -count, now);
          buckets.spend(limit, -count, now);
        }
      }),
  };
}

function createBuckets({ db }: { db: Db }) {
  const find = db.sqlite.prepare<[string], Bucket>(
    'SELECT tokens, filled_at AS filledAt FROM pace_buckets WHERE key = ?',
  );
  const save = db.sqlite.prepare<[string, number, number]>(
    `INSERT INTO pace_buckets (key, tokens, filled_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, filled_at = excluded.filled_at`,
  );
  const tokensAt = (key: string, perSecond: number, now: number): number => {
    const row = find.get(key);
    const most = Math.max(1, perSecond);
    if (row === undefined) return most;
    // A clock set back adds nothing, and counts from where it is now.
    if (now < row.filledAt) save.run(key, row.tokens, now);
    return Math.min(most, row.tokens + (Math.max(0, now - row.filledAt) / 1000) * perSecond);
  };
  return {
    look: ({ limit: { key, perSecond }, letter = false }: PaceAsk, now: number): Room => {
      if (perSecond === null) return NO_LIMIT;
      // Rounding leaves a hair less than a whole token.
      const room = tokensAt(key, perSecond, now) - floorOf(perSecond, letter) + 1e-6;
      return { room: Math.floor(room), wait: room >= 1 ? 0 : Math.ceil(((1 - room) / perSecond) * 1000) };
    },
    spend: ({ key, perSecond }: Limit, count: number, now: number): void => {
      if (perSecond === null) return;
      save.run(key, Math.min(Math.max(1, perSecond), tokensAt(key, perSecond, now) - count), now);
    },
  };
}

/** Issues leave letters a share of the burst. Where that is less than one message, a letter goes one ahead instead. */
function floorOf(perSecond: number, letter: boolean): number {
  const share = perSecond * SHARE_OF_LETTERS;
  if (share >= 1) return letter ? 0 : share;
  return letter ? -1 : 0;
}
