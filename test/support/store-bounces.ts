import type { Db } from '../../db/open.js';
import type { Clock } from '../../src/kernel/clock.js';
import type { NewId } from '../../src/kernel/ids.js';

/** So many reports that are alike. */
export interface Alike {
  readonly class: string;
  readonly reason: string;
  readonly domain: string | null;
  readonly count: number;
  /** Now, when absent. */
  readonly at?: number;
  readonly channel?: string;
}

/** Reports about an issue as they are stored; who they are about is not what numbers are measured by. */
export function storeBounces(
  { db, clock, newId }: { db: Db; clock: Clock; newId: NewId },
  issueId: string,
  kinds: readonly Alike[],
): void {
  const insert = db.sqlite.prepare(
    `INSERT INTO bounces (id, evidence_hash, issue_id, channel, class, reason, at, domain)
     VALUES (@id, @id, @issueId, @channel, @class, @reason, @at, @domain)`,
  );
  db.write(() => {
    for (const { count, at = clock.now(), channel = 'mail', ...kind } of kinds)
      for (let n = 0; n < count; n++) insert.run({ ...kind, id: newId(), issueId, at, channel });
  });
}
