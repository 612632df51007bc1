import { createHash } from 'node:crypto';
import type { Db } from '../../db/open.js';

/** A hash of every row of each table. */
export function tableHashes({ sqlite }: Db): ReadonlyMap<string, string> {
  const tables = sqlite
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all();
  return new Map(
    tables.map(({ name }) => [name, hash(JSON.stringify(sqlite.prepare(`SELECT * FROM "${name}"`).all()))]),
  );
}

/** A hash of every row of every table. */
export const databaseHash = (db: Db): string => hash(JSON.stringify([...tableHashes(db)]));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
