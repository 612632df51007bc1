import type Database from 'better-sqlite3';
import type { PictureFiles } from '../src/articles/picture.js';

/** How many of our copies of pictures a backup carries. */
export interface PackedPictures {
  readonly pictures: number;
  /** Known to the database and gone from the folder. */
  readonly missing: number;
}

/**
 * Takes the pictures a copied database knows of into it, so that one file is the whole backup. A picture is in its folder before
 * its database knows of it, and never changes: what is written meanwhile is not wanted.
 */
export async function packPictures(
  copy: Database.Database,
  { read }: Pick<PictureFiles, 'read'>,
): Promise<PackedPictures> {
  const ids = copy.prepare<[], string>(`SELECT id FROM pictures WHERE state = 'copied'`).pluck().all();
  // A backup that was put in the place of the database by hand has them still.
  copy.exec('BEGIN; DROP TABLE IF EXISTS backup_pictures');
  copy.exec('CREATE TABLE backup_pictures (id TEXT PRIMARY KEY, jpeg BLOB NOT NULL) STRICT');
  const insert = copy.prepare('INSERT INTO backup_pictures (id, jpeg) VALUES (?, ?)');
  let missing = 0;
  for (const id of ids) {
    const jpeg = await read(id);
    if (jpeg === undefined) missing += 1;
    else insert.run(id, jpeg);
  }
  copy.exec('COMMIT');
  return { pictures: ids.length - missing, missing };
}

/**
 * Puts the pictures of a backup where they are served from, beside those that are there, and leaves the database without them.
 * @returns how many; none of a backup from before they were in it
 */
export async function unpackPictures(copy: Database.Database, { write }: Pick<PictureFiles, 'write'>): Promise<number> {
  const packed = copy.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'backup_pictures'`).get();
  if (packed === undefined) return 0;
  const rows = copy.prepare<[], { id: string; jpeg: Uint8Array }>('SELECT id, jpeg FROM backup_pictures');
  let pictures = 0;
  for (const { id, jpeg } of rows.iterate()) {
    await write(id, jpeg);
    pictures += 1;
  }
  copy.exec('DROP TABLE backup_pictures; VACUUM');
  return pictures;
}
