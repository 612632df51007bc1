import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { fileURLToPath } from 'node:url';
import * as schema from './schema/index.js';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** An open database: drizzle for queries, `sqlite` for what drizzle has no words for. */
export interface Db {
  readonly orm: BetterSQLite3Database<typeof schema>;
  readonly sqlite: Database.Database;
  /** Runs `work` in one BEGIN IMMEDIATE transaction: a deferred one fails at once with SQLITE_BUSY_SNAPSHOT. */
  write<T>(work: () => T): T;
  /** A second, read-only connection, for snapshots that must not stop writers. */
  openReader(): Database.Database;
  close(): void;
}

/** The database was written by a newer Pressrun. */
export class NewerSchemaError extends Error {
  constructor(file: string) {
    super(`${file} was written by a newer Pressrun. Start that version, or restore a backup made by this one.`);
    this.name = 'NewerSchemaError';
  }
}

/** The file is no SQLite database, or cannot be opened or made. */
export class DatabaseFileError extends Error {
  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`DATABASE_URL: ${file} cannot be used (${reason}). Right: DATABASE_URL=./data/pressrun.sqlite`, { cause });
    this.name = 'DatabaseFileError';
  }
}

/** Milliseconds a writer waits for another process's transaction; each of ours is some milliseconds long. */
const BUSY_TIMEOUT = 10_000;

/** Opens the file, migrates it and asserts that commits are durable. Throws DatabaseFileError and NewerSchemaError. */
export function openDatabase(file: string): Db {
  const sqlite = openFile(file);
  const orm = drizzle(sqlite, { schema });
  refuseNewerSchema(sqlite, file);
  migrate(orm, { migrationsFolder: MIGRATIONS });
  assertDurable(sqlite);
  return {
    orm,
    sqlite,
    write: (work) => sqlite.transaction(work).immediate(),
    openReader: () => new Database(file, { readonly: true, timeout: BUSY_TIMEOUT }),
    close: () => sqlite.close(),
  };
}

function openFile(file: string): Database.Database {
  try {
    const sqlite = new Database(file, { timeout: BUSY_TIMEOUT });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    throw new DatabaseFileError(file, error);
  }
}

function refuseNewerSchema(sqlite: Database.Database, file: string): void {
  if (hasNewerSchema(sqlite)) throw new NewerSchemaError(file);
}

/** Whether a newer Pressrun migrated this database. */
export function hasNewerSchema(sqlite: Database.Database): boolean {
  const known = sqlite.prepare(`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`).get();
  if (known === undefined) return false;
  const newest = sqlite.prepare('SELECT max(created_at) AS at FROM __drizzle_migrations').get() as {
    at: number | null;
  };
  const ours = Math.max(0, ...readMigrationFiles({ migrationsFolder: MIGRATIONS }).map((m) => m.folderMillis));
  return newest.at !== null && newest.at > ours;
}

/** better-sqlite3 sets WAL files to NORMAL at the first write, whatever was read before (measured on 12.11): set, write, look. */
function assertDurable(sqlite: Database.Database): void {
  sqlite.pragma('synchronous = FULL');
  const version = sqlite.pragma('user_version', { simple: true }) as number;
  sqlite.pragma(`user_version = ${version}`);
  if (sqlite.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite did not keep synchronous=FULL.');
  if (sqlite.pragma('journal_mode', { simple: true }) !== 'wal')
    throw new Error('SQLite did not keep journal_mode=WAL.');
}
