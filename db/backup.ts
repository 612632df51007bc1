import Database from 'better-sqlite3';
import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { PictureFiles } from '../src/articles/picture.js';
import { packPictures, unpackPictures, type PackedPictures } from './backup-pictures.js';
import { hasNewerSchema, type Db } from './open.js';

/** What a restore found and changed. */
export interface RestoreReport {
  /** Issues that were on their way; they wait for an editor now. */
  readonly paused: number;
  /** Approvals that do not stand any more. */
  readonly unapproved: number;
  /** Pictures that lie where they are served from again. */
  readonly pictures: number;
  /** Where the replaced database lies. */
  readonly replaced: string | undefined;
}

/**
 * Writes a whole, compact copy with the pictures in it while everything runs, readable by its owner alone. The file must not exist
 * yet, and is there whole or not at all: what fails throws and leaves none.
 */
export async function backUp(db: Db, file: string, pictures: Pick<PictureFiles, 'read'>): Promise<PackedPictures> {
  const half = `${file}.${process.pid}.half`;
  // Of a backup that was killed: in a container the next one may have its number.
  discard(half);
  // SQLite fills an empty file and keeps its mode; a file it makes itself could be read by everybody.
  writeFileSync(half, '', { flag: 'wx', mode: 0o600 });
  try {
    db.sqlite.prepare('VACUUM INTO ?').run(half);
    const packed = await withDatabase(half, async (copy) => packPictures(copy, pictures));
    if (existsSync(file)) throw new Error(`${file} exists already`);
    renameSync(half, file);
    return packed;
  } finally {
    discard(half);
  }
}

/** Why a file is no backup that can be restored, as a sentence part; undefined when it is one. */
export function backupFault(file: string): string | undefined {
  if (!existsSync(file)) return 'does not exist';
  const found = statSync(file);
  if (!found.isFile()) return 'is not a file';
  if (found.size === 0) return 'is empty';
  try {
    const copy = new Database(file, { readonly: true });
    try {
      const check = copy.pragma('quick_check', { simple: true });
      if (check !== 'ok') return `is damaged (${String(check)})`;
      const ours = copy.prepare(`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`).get();
      if (ours === undefined) return 'is a database of another program';
      return hasNewerSchema(copy) ? 'was written by a newer Pressrun; restore it with that version' : undefined;
    } finally {
      copy.close();
    }
  } catch (error) {
    return `cannot be read as a database (${error instanceof Error ? error.message : String(error)})`;
  }
}

/**
 * Puts a backup in the place of the database; nothing may have it open. An old ledger does not know what was sent after it was
 * copied, so nothing in it goes out by itself: running issues are paused, approvals void, newsletters in review, and nobody is
 * reminded of a sign-up.
 * @param at milliseconds; names the replaced file and dates the changes
 */
export async function restoreBackup(
  { from, to, at }: { from: string; to: string; at: number },
  files: Pick<PictureFiles, 'write'>,
): Promise<RestoreReport> {
  const arriving = `${to}.restoring`;
  // A restore that was killed may have left a journal, which SQLite would play into the next one's file.
  discard(arriving);
  try {
    copyFileSync(from, arriving);
    const changed = await withDatabase(arriving, async (copy) => ({
      ...holdEverything(copy, at),
      pictures: await unpackPictures(copy, files),
    }));
    return { ...changed, replaced: takePlace(arriving, to, at) };
  } finally {
    discard(arriving);
  }
}

function discard(file: string): void {
  for (const each of ['', '-journal', '-wal', '-shm']) rmSync(file + each, { force: true });
}

/** The database before is kept beside it; its path. */
function takePlace(arriving: string, to: string, at: number): string | undefined {
  const replaced = existsSync(to) ? `${to}.replaced-${at}` : undefined;
  if (replaced !== undefined) keep(to, replaced);
  for (const side of ['-wal', '-shm'])
    if (existsSync(to + side)) {
      if (replaced === undefined) rmSync(to + side);
      else renameSync(to + side, replaced + side);
    }
  renameSync(arriving, to);
  return replaced;
}

/** Under both names, so that a restore that is killed before the last step leaves no data folder without a database. */
function keep(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    // Some file systems know no second name.
    renameSync(file, name);
  }
}

async function withDatabase<T>(file: string, work: (db: Database.Database) => Promise<T>): Promise<T> {
  const db = new Database(file);
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

const holdEverything = (db: Database.Database, at: number): Pick<RestoreReport, 'paused' | 'unapproved'> =>
  db
    .transaction(() => {
      const paused = db
        .prepare(
          `UPDATE issues SET state = 'paused', updated_at = ?,
                  state_reason = 'Restored from a backup: mails sent after it was made are not known here.'
            WHERE state IN ('preparing', 'sending')`,
        )
        .run(at).changes;
      const unapproved = db
        .prepare(
          `UPDATE issues SET state = 'draft', approved_hash = NULL, approved_by = NULL, approved_at = NULL, updated_at = ?
            WHERE state = 'approved'`,
        )
        .run(at).changes;
      db.prepare(`UPDATE confirmations SET reminder_decided_at = ? WHERE reminder_decided_at IS NULL`).run(at);
      db.prepare(`UPDATE newsletters SET settings = json_set(settings, '$.mode', 'review'), updated_at = ?`).run(at);
      return { paused, unapproved };
    })
    .immediate();
