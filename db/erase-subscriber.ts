import type { Db } from './open.js';

/**
 * Forgets a person in every table. What must stay for the books (deliveries, consents, suppressions) stays without what
 * names them; server replies and bounce reports quote addresses, so they go too.
 */
export function createEraser(db: Db): (subscriberId: string, at: number) => void {
  const { sqlite } = db;
  const email = sqlite.prepare<[string], { email: string | null }>(`SELECT email FROM subscribers WHERE id = ?`);
  const letters = sqlite.prepare(
    `DELETE FROM letters WHERE lower(recipient) = lower(@email) AND kind IN ('confirm', 'reminder', 'welcome', 'owner', 'left', 'paused')`,
  );
  const kept = sqlite.prepare(`DELETE FROM sign_ups WHERE lower(request ->> 'email') = lower(@email)`);
  const suppression = sqlite.prepare(
    `UPDATE suppressions SET email = NULL, detail = NULL
     WHERE address_hash = (SELECT address_hash FROM subscribers WHERE id = @subscriberId)`,
  );
  const changes = [
    `UPDATE subscriptions SET state = 'unsubscribed', paused_until = NULL, left_at = NULL, topics = '[]',
       frequency = 'every', changed_at = CASE WHEN state = 'unsubscribed' THEN changed_at ELSE @at END
     WHERE subscriber_id = @subscriberId`,
    `UPDATE consents SET ip = NULL, user_agent = NULL WHERE subscriber_id = @subscriberId`,
    `UPDATE confirmations SET used_at = @at WHERE subscriber_id = @subscriberId AND used_at IS NULL`,
    `UPDATE deliveries SET reply = NULL WHERE subscriber_id = @subscriberId AND reply IS NOT NULL`,
    `UPDATE delivery_events SET detail = NULL WHERE subscriber_id = @subscriberId AND detail IS NOT NULL`,
    `UPDATE bounces SET raw = NULL, diagnostic = NULL WHERE subscriber_id = @subscriberId`,
    `UPDATE subscribers SET email = NULL, normalised_email = NULL, name = NULL, language = NULL, erased_at = @at
     WHERE id = @subscriberId AND erased_at IS NULL`,
  ].map((text) => sqlite.prepare<{ subscriberId: string; at: number }>(text));
  return (subscriberId, at) => {
    // Without it SQLite only marks the space as free and the address stays readable in the file.
    sqlite.pragma('secure_delete = ON');
    db.write(() => {
      const address = email.get(subscriberId)?.email;
      if (address !== null && address !== undefined) letters.run({ email: address });
      if (address !== null && address !== undefined) kept.run({ email: address });
      suppression.run({ subscriberId });
      for (const change of changes) change.run({ subscriberId, at });
    });
    emptyWal(db);
  };
}

/**
 * Takes old pages out of the WAL file, too. While somebody reads a snapshot it is left to the next checkpoint: waiting
 * for that reader would stop this whole process.
 */
function emptyWal({ sqlite }: Db): void {
  const timeout = sqlite.pragma('busy_timeout', { simple: true }) as number;
  sqlite.pragma('busy_timeout = 0');
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
  sqlite.pragma(`busy_timeout = ${timeout}`);
}
