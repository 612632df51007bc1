import type { Db } from './open.js';

/** A finished issue with a delivery to send again is sending once more; to be called inside a write transaction. */
export function createReopener({ db }: { db: Db }): (issueId: string, at: number) => void {
  const reopen = db.sqlite.prepare<{ issueId: string; at: number }>(
    `UPDATE issues SET state = 'sending', state_reason = NULL, finished_at = NULL, updated_at = @at
     WHERE id = @issueId AND state = 'done'`,
  );
  return (issueId, at) => void reopen.run({ issueId, at });
}
