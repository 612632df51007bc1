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
