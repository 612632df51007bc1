import Database from 'better-sqlite3';
import type { InvariantFinding } from '../src/delivery/ledger-check.js';
import { LEDGER_INVARIANTS } from './ledger-invariants.js';

/** Broken rows that are shown per invariant. */
const SHOWN = 10;

const WHOLE_FILE = {
  id: 'I17',
  sentence: 'The file is sound, every reference holds, and its commits go to a write-ahead log',
};

/**
 * Checks the ledger in a database file on a read-only connection. Each invariant is one SELECT, which sees one instant and
 * stops no writer; of one issue when it is named. Throws SqliteError for a file that is no database of ours.
 */
export function verifyLedger(file: string, issueId?: string): readonly InvariantFinding[] {
  const reader = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const findings = LEDGER_INVARIANTS.map(({ id, sentence, breaks }) => {
      const select = reader.prepare<{ issueId: string | null; shown: number }, Record<string, unknown>>(
        `SELECT * FROM (${breaks}) LIMIT @shown`,
      );
      return finding(
        { id, sentence },
        readable(() => select.all({ issueId: issueId ?? null, shown: SHOWN })),
      );
    });
    return [...findings, finding(WHOLE_FILE, faultsOf(reader).slice(0, SHOWN))];
  } finally {
    reader.close();
  }
}

/** A page that the disk spoilt ends a query; it is a finding, not an accident of the check. */
function readable(read: () => readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code?.startsWith('SQLITE_CORRUPT') === true) return [{ damaged: message }];
    throw error;
  }
}

const finding = (
  invariant: { id: string; sentence: string },
  rows: readonly Record<string, unknown>[],
): InvariantFinding => ({ ...invariant, ok: rows.length === 0, rows });

function faultsOf(reader: Database.Database): readonly Record<string, unknown>[] {
  const check = (pragma: string) => readable(() => reader.pragma(pragma) as Record<string, unknown>[]);
  return [
    ...check('integrity_check').filter(({ integrity_check: found }) => found !== 'ok'),
    ...check('foreign_key_check'),
    ...check('journal_mode').filter(({ journal_mode: mode }) => mode !== 'wal'),
  ];
}
