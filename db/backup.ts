import Database from 'better-sqlite3';
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hasNewerSchema, type Db } from './open.js';

/** What a restore found and changed. */
export interface RestoreReport {
  /** Issues that were on their way; they wait for an editor now. */
  readonly paused: number;
  /** Approvals that do not stand any more. */
  readonly unapproved: number;
  /** Where the replaced database lies. */
  readonly replaced: string | undefined;
}

/**
 * Writes a whole, compact copy while everything runs, readable by its owner alone. The file must not exist yet; what fails
 * throws and leaves no file.
 */
export function backUp(db: Db, file: string): void {
  // SQLite fills an empty file and keeps its mode; a file it makes itself could be read by everybody.
  writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  try {
    db.sqlite.prepare('VACUUM INTO ?').run(file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Why a file is no backup that can be restored, as a sentence part; undefined when it is one. */
export function backupFault(file: string): string | undefined {
  if (!existsSync(file)) return 'does not exist';
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
export function restoreBackup({ from, to, at }: { from: string; to: string; at: number }): RestoreReport {
  const arriving = `${to}.restoring`;
  copyFileSync(from, arriving);
  const changed = holdEverything(arriving, at);
  const replaced = existsSync(to) ? `${to}.replaced-${at}` : undefined;
  if (replaced !== undefined) renameSync(to, replaced);
  for (const side of ['-wal', '-shm'])
    if (existsSync(to + side)) {
      if (replaced === undefined) rmSync(to + side);
      else renameSync(to + side, replaced + side);
    }
  renameSync(arriving, to);
  return { ...changed, replaced };
}

function holdEverything(file: string, at: number): Pick<RestoreReport, 'paused' | 'unapproved'> {
  const db = new Database(file);
  try {
    return db
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
  } finally {
    db.close();
  }
}
