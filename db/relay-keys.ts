import type { Db } from './open.js';

/**
 * The numbers that stand for relays in the ledger. A name nobody used before is written in a commit of its own: a number
 * out of a transaction that rolls back may become another relay's.
 */
export function createRelayKeys({ db }: { db: Db }): (names: readonly string[]) => readonly number[] {
  const known = new Map<string, number>();
  const find = db.sqlite.prepare<[string], number>('SELECT id FROM relays WHERE name = ?').pluck();
  const insert = db.sqlite.prepare<[string]>('INSERT INTO relays (name) VALUES (?) ON CONFLICT (name) DO NOTHING');
  const learn = (name: string): number => {
    if (find.get(name) === undefined) db.write(() => insert.run(name));
    const key = find.get(name) as number;
    known.set(name, key);
    return key;
  };
  return (names) => names.map((name) => known.get(name) ?? learn(name));
}

/** Puts back the relay of an earlier claim, whose answer came after all. */
export function createRelayRestorer({ db }: { db: Db }) {
  const restore = db.sqlite.prepare<{ issueId: string; subscriberId: string; fence: number }>(
    `UPDATE deliveries SET relay = (
       SELECT r.id FROM delivery_events e JOIN relays r ON r.name = e.detail
       WHERE e.issue_id = @issueId AND e.subscriber_id = @subscriberId AND e.event = 'claim' AND e.fence = @fence)
     WHERE issue_id = @issueId AND subscriber_id = @subscriberId`,
  );
  return ({ issueId, subscriberId, fence }: { issueId: string; subscriberId: string; fence: number }): void => {
    restore.run({ issueId, subscriberId, fence });
  };
}
