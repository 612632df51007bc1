import Database from 'better-sqlite3';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionLocks } from '../src/delivery/session-locks.js';

/** Held for as long as this process lives. */
export interface SessionLock {
  /** For a session that has ended in the ledger: gives the lock back and removes its file. */
  release(): void;
}

const fileOf = (folder: string, session: string) => join(folder, `${session}.lock`);

/**
 * Locks a session for this process; to be called before the session is in the ledger. The kernel drops the lock when the
 * process ends, however it ends, and shows it to every process and container on the folder. Nothing but SQLite may open
 * the file: POSIX drops all locks of a process on a file when it closes any descriptor of that file (fcntl(2)).
 */
export function lockSession({ folder, session }: { folder: string; session: string }): SessionLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = fileOf(folder, session);
  const lock = new Database(file, { timeout: 0 });
  // On disk, a rollback journal would be left behind for whoever looks next.
  lock.pragma('journal_mode = MEMORY');
  lock.exec('BEGIN EXCLUSIVE');
  return {
    release: () => {
      rmSync(file, { force: true });
      lock.close();
    },
  };
}

/** The locks of all sessions whose journals are in the folder. */
export function openSessionLocks({ folder }: { folder: string }): SessionLocks {
  return {
    lifeOf: (session) => {
      const file = fileOf(folder, session);
      return existsSync(file) ? lifeBehind(file) : 'unknown';
    },
    remove: (session) => rmSync(fileOf(folder, session), { force: true }),
  };
}

/** Asks for a shared lock only, so that two who look at once do not take each other for the sender. */
function lifeBehind(file: string): 'alive' | 'dead' | 'unknown' {
  try {
    const probe = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      probe.pragma('schema_version');
      return 'dead';
    } finally {
      probe.close();
    }
  } catch (error) {
    return isBusy(error) ? 'alive' : 'unknown';
  }
}

const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
