import Database from 'better-sqlite3';
import { createDeliveryStore } from '../../db/delivery-store.js';
import { openDatabase } from '../../db/open.js';

/** What the ledger says of one issue, read beside the running processes. */
export interface LedgerView {
  /** Rows of a query about the issue, which is `@issueId` in it. */
  all(sql: string): readonly unknown[];
  one(sql: string): unknown;
  isAtWork(pid: number): boolean;
  close(): void;
}

export function openLedgerView({ file, issueId }: { file: string; issueId: string }): LedgerView {
  const db = new Database(file, { readonly: true, timeout: 10_000 });
  const atWork = db.prepare('SELECT 1 FROM sender_sessions WHERE pid = ? AND ended_at IS NULL');
  const bound = (sql: string) => (sql.includes('@issueId') ? [{ issueId }] : []);
  return {
    all: (sql) => db.prepare(sql).all(...bound(sql)),
    one: (sql) => db.prepare(sql).get(...bound(sql)),
    isAtWork: (pid) => atWork.get(pid) !== undefined,
    close: () => void db.close(),
  };
}

/**
 * A second doubt about the same delivery waits for a person. Here the person looks into the relay's log: what is there
 * has arrived, the rest is sent again. The number of decisions.
 */
export async function settleHeld(
  { file, issueId, now }: { file: string; issueId: string; now: () => number },
  arrived: (email: string) => boolean,
): Promise<number> {
  const db = openDatabase(file);
  try {
    const store = createDeliveryStore({ db, onPaused: async () => {} });
    const held = db.sqlite
      .prepare<[string], { subscriberId: string; email: string }>(
        `SELECT d.subscriber_id AS subscriberId, s.email FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
         WHERE d.issue_id = ? AND d.state = 'held'`,
      )
      .all(issueId);
    for (const { subscriberId, email } of held)
      await store.resolve({ issueId, subscriberId }, arrived(email) ? 'accepted' : 'pending', 'chaos', now());
    return held.length;
  } finally {
    db.close();
  }
}
