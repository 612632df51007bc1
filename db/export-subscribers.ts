import type { SubscriptionLine } from '../src/subscribers/subscription-line.js';
import type { Db } from './open.js';

/**
 * Every subscription of readers who are not erased, by newsletter and address; a snapshot that stops no writer. Who confirms by
 * a link has seen the words at sign-up: they are taken from there.
 */
export function* exportSubscribers(db: Db, newsletterId?: string): Iterable<SubscriptionLine> {
  const reader = db.openReader();
  try {
    yield* reader
      .prepare<[{ newsletterId: string | null }], SubscriptionLine>(
        `SELECT s.email, s.name, s.language, n.slug AS newsletter, p.state,
                p.activated_at AS activatedAt, p.changed_at AS changedAt,
                c.at AS consentAt, c.ip,
                coalesce(c.text, (SELECT w.text FROM consents w
                                   WHERE w.subscriber_id = s.id AND w.newsletter_id = n.id AND w.at <= c.at AND w.text IS NOT NULL
                                   ORDER BY w.at DESC, w.id DESC LIMIT 1)) AS consent
           FROM subscriptions p
           JOIN subscribers s ON s.id = p.subscriber_id
           JOIN newsletters n ON n.id = p.newsletter_id
           LEFT JOIN consents c ON c.id = (
                SELECT y.id FROM consents y
                 WHERE y.subscriber_id = s.id AND y.newsletter_id = n.id
                   AND y.action IN ('confirm', 'add-confirmed', 'import', 'preferences:active', 'undo')
                 ORDER BY y.at DESC, y.id DESC LIMIT 1)
          WHERE s.email IS NOT NULL AND (@newsletterId IS NULL OR n.id = @newsletterId)
          ORDER BY n.slug, s.normalised_email`,
      )
      .iterate({ newsletterId: newsletterId ?? null });
  } finally {
    reader.close();
  }
}
