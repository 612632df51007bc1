import type { Picture, PictureStore } from '../src/articles/picture.js';
import type { Db } from './open.js';

const COLUMNS = 'id, url, state, attempts';

/** Pictures of printed stories and how far our copies are. */
export function createPictureStore({ db }: { db: Db }): PictureStore {
  const { sqlite } = db;
  const byId = sqlite.prepare<[string], Picture>(`SELECT ${COLUMNS} FROM pictures WHERE id = ?`);
  const byUrls = sqlite.prepare<[string], Picture>(
    `SELECT pictures.id, url, state, attempts FROM json_each(?) AS wanted JOIN pictures ON url = wanted.value
     ORDER BY wanted.key`,
  );
  const insert = sqlite.prepare<object>(
    `INSERT INTO pictures (id, url, state, next_at, created_at)
     SELECT value ->> 0, value ->> 1, 'waiting', @at, @at FROM json_each(@rows) WHERE true ON CONFLICT DO NOTHING`,
  );
  const due = sqlite
    .prepare<[number, number], string>('SELECT id FROM pictures WHERE next_at <= ? ORDER BY next_at LIMIT ?')
    .pluck();
  const claim = sqlite.prepare<object, Picture>(
    `UPDATE pictures SET next_at = @until, attempts = attempts + 1
     WHERE id = @id AND state = 'waiting' AND next_at <= @now RETURNING ${COLUMNS}`,
  );
  const settle = sqlite.prepare<object>(
    `UPDATE pictures SET state = @state, next_at = NULL, settled_at = @at, width = @width, height = @height, bytes = @bytes,
       fault = @fault WHERE id = @id`,
  );
  const postpone = sqlite.prepare<object>('UPDATE pictures SET next_at = @nextAt, fault = @fault WHERE id = @id');
  return {
    async ensure(urls, { at, newId }) {
      const wanted = JSON.stringify(urls);
      const known = byUrls.all(wanted);
      if (known.length === urls.length) return known;
      insert.run({ at, rows: JSON.stringify(urls.map((url) => [newId(), url])) });
      return byUrls.all(wanted);
    },
    byId: async (id) => byId.get(id),
    due: async (now, limit) => due.all(now, limit),
    claim: async (id, { now, until }) => claim.get({ id, now, until }),
    settle: async (id, { width = null, height = null, bytes = null, fault = null, ...settled }) =>
      void settle.run({ id, width, height, bytes, fault, ...settled }),
    postpone: async (id, again) => void postpone.run({ id, ...again }),
  };
}
