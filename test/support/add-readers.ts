import Database from 'better-sqlite3';

/** The address of one of the readers made here. */
export const readerEmail = (index: number): string => `reader-${index}@readers.example`;

/** Confirmed readers of a newsletter straight into the tables: how they subscribe is not what sends are measured by. */
export function addReaders({
  databaseFile,
  newsletter,
  count,
}: {
  databaseFile: string;
  newsletter: string;
  count: number;
}): void {
  const db = new Database(databaseFile, { timeout: 10_000 });
  try {
    const newsletterId = db.prepare('SELECT id FROM newsletters WHERE slug = ?').pluck().get(newsletter);
    const reader = db.prepare(
      'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (?, ?, ?, ?, 0)',
    );
    const subscription = db.prepare(
      `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, activated_at, changed_at)
       VALUES (?, ?, 'active', 0, 0)`,
    );
    db.transaction(() => {
      for (let index = 0; index < count; index++) {
        const id = String(index).padStart(16, '0');
        reader.run(id, readerEmail(index), readerEmail(index), `hash-${id}`);
        subscription.run(id, newsletterId);
      }
    }).immediate();
  } finally {
    db.close();
  }
}
