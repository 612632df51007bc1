import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Db } from '../../db/open.js';

/** A real database file in a folder of its own; `remove` closes it and deletes the folder. */
export function openTestDatabase(): { db: Db; folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-test-'));
  const db = openDatabase(join(folder, 'pressrun.sqlite'));
  return {
    db,
    folder,
    remove: () => {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A hash of every row of every table of the rooms. */
export function hashOfTables({ sqlite }: Db): string {
  const tables = sqlite
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  const rows = tables.map(({ name }) => [name, sqlite.prepare(`SELECT * FROM "${name}"`).all()]);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
