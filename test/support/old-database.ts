import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));

/** `pressrun.sqlite` in the folder as Pressrun left it before that migration; whoever opens it closes it. */
export function openOldDatabase(folder: string, before: string): Database.Database {
  const migrationsFolder = join(folder, 'migrations');
  cpSync(MIGRATIONS, migrationsFolder, { recursive: true });
  const journal = join(migrationsFolder, 'meta', '_journal.json');
  const all = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string }[] };
  const until = all.entries.findIndex(({ tag }) => tag === before);
  writeFileSync(journal, JSON.stringify({ ...all, entries: all.entries.slice(0, until) }));
  const sqlite = new Database(join(folder, 'pressrun.sqlite'));
  sqlite.pragma('journal_mode = WAL');
  migrate(drizzle(sqlite), { migrationsFolder });
  return sqlite;
}
