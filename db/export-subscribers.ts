import type { Db } from './open.js';

/** One subscription as a line of the export. Times in milliseconds. */
export interface ExportedSubscription {
  readonly email: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly newsletter: string;
  readonly state: string;
  readonly activatedAt: number | null;
  readonly changedAt: number;
}

/** Every subscription of readers who are not erased, by newsletter and address; a snapshot that stops no writer. */
export function* exportSubscribers(db: Db, newsletterId?: string): Iterable<ExportedSubscription> {
  const reader = db.openReader();
  try {
    yield* reader
      .prepare<[{ newsletterId: string | null }], ExportedSubscription>(
        `SELECT s.email, s.name, s.language, n.slug AS newsletter, p.state,
                p.activated_at AS activatedAt, p.changed_at AS changedAt
           FROM subscriptions p
           JOIN subscribers s ON s.id = p.subscriber_id
           JOIN newsletters n ON n.id = p.newsletter_id
          WHERE s.email IS NOT NULL AND (@newsletterId IS NULL OR n.id = @newsletterId)
          ORDER BY n.slug, s.normalised_email`,
      )
      .iterate({ newsletterId: newsletterId ?? null });
  } finally {
    reader.close();
  }
}
