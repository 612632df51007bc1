import Database from 'better-sqlite3';

export interface StoredRow {
  readonly id: string;
  readonly receivedAt: number;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly raw: Buffer;
}

/** The mailbox's own SQLite file; it never shares a transaction with the newsroom's data. */
export interface MailFile {
  /** One durable transaction for all rows; the oldest beyond the limit go. */
  insert(rows: readonly StoredRow[]): void;
  /** Newest first, `head` holding the first bytes of the message. */
  list(query: { to?: string; limit: number }): readonly ListedRow[];
  find(id: string): StoredRow | undefined;
  count(): number;
  close(): void;
}

export type ListedRow = Omit<StoredRow, 'raw' | 'envelopeFrom'> & { readonly head: Buffer };

/** Headers of our mails are 3 KB with DKIM; the subject stands among them. */
const HEAD_BYTES = 8_192;

export function openMailFile(file: string, keep: number): MailFile {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(
    `CREATE TABLE IF NOT EXISTS mails (
       seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, received_at INTEGER NOT NULL,
       envelope_from TEXT NOT NULL, envelope_to TEXT NOT NULL, raw BLOB NOT NULL) STRICT`,
  );
  // Set after the first write: better-sqlite3 puts WAL files back to NORMAL there.
  db.pragma('synchronous = FULL');
  const insert = db.prepare(
    `INSERT INTO mails (id, received_at, envelope_from, envelope_to, raw)
     VALUES (@id, @receivedAt, @envelopeFrom, @envelopeTo, @raw)`,
  );
  const trim = db.prepare('DELETE FROM mails WHERE seq <= (SELECT max(seq) FROM mails) - ?');
  const list = db.prepare<{ to: string; limit: number; bytes: number }, ListedRow>(
    `SELECT id, received_at AS receivedAt, envelope_to AS envelopeTo, substr(raw, 1, @bytes) AS head FROM mails
      WHERE instr(lower(envelope_to), @to) > 0 ORDER BY seq DESC LIMIT @limit`,
  );
  const find = db.prepare<[string], StoredRow>(
    `SELECT id, received_at AS receivedAt, envelope_from AS envelopeFrom, envelope_to AS envelopeTo, raw
       FROM mails WHERE id = ?`,
  );
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM mails');
  const store = db.transaction((rows: readonly StoredRow[]) => {
    for (const row of rows) insert.run(row);
    trim.run(keep);
  });
  return {
    insert: (rows) => store.immediate(rows),
    list: ({ to, limit }) => list.all({ to: (to ?? '').trim().toLowerCase(), limit, bytes: HEAD_BYTES }),
    find: (id) => find.get(id),
    count: () => count.get()?.n ?? 0,
    close: () => db.close(),
  };
}
