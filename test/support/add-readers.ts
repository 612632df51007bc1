import Database from 'better-sqlite3';

/** The address of one of the readers made here. */
export const readerEmail = (index: number): string => `reader-${index}@readers.example`;

/** Confirmed readers of a newsletter straight into the tables: how they subscribe is not what sends are measured by. */
export function addReaders(audience: Audience): void {
  inDatabase(audience, (db) => {
    const reader = db.prepare(
      'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (?, ?, ?, ?, 0)',
    );
    for (let index = 0; index < audience.count; index++)
      reader.run(idOf(index), readerEmail(index), readerEmail(index), `hash-${index}`);
  });
  subscribeFirst(audience);
}

/** Subscribes the first of the readers made here to a further newsletter. */
export function subscribeFirst(audience: Audience): void {
  inDatabase(audience, (db) => {
    const newsletterId = db.prepare('SELECT id FROM newsletters WHERE slug = ?').pluck().get(audience.newsletter);
    const subscription = db.prepare(
      `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, activated_at, changed_at)
       VALUES (?, ?, 'active', 0, 0)`,
    );
    for (let index = 0; index < audience.count; index++) subscription.run(idOf(index), newsletterId);
  });
}

export interface Audience {
  readonly databaseFile: string;
  /** Its slug. */
  readonly newsletter: string;
  readonly count: number;
}

const idOf = (index: number): string => String(index).padStart(16, '0');

function inDatabase({ databaseFile }: Audience, work: (db: Database.Database) => void): void {
  const db = new Database(databaseFile, { timeout: 10_000 });
  try {
    db.transaction(work).immediate(db);
  } finally {
    db.close();
  }
}
