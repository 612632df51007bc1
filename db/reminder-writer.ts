import { HOUR } from '../src/kernel/clock.js';
import type { NewLetter } from '../src/kernel/letter.js';
import type { Tokens } from '../src/kernel/token.js';
import type { DueReminders, OpenSignUp } from '../src/subscribers/sign-up-store.js';
import { LEAVING_ACTS } from './consent-log.js';
import { createLetterInsert } from './insert-letter.js';
import { createLetterLimit } from './letter-limit.js';
import type { Db } from './open.js';

type OpenRow = Omit<OpenSignUp, 'newsletterIds'> & { readonly newsletterIds: string; readonly confirmLetterId: string };

/** See SignUpStore.writeReminders. Call inside a transaction. */
export function createReminderWriter({ db, tokens }: { db: Db; tokens: Tokens }) {
  const { decide, stillOpen } = prepare(db);
  const limit = createLetterLimit({ db, tokens });
  const insertLetter = createLetterInsert(db);
  return (due: DueReminders, letterFor: (open: OpenSignUp) => NewLetter): readonly string[] => {
    const { at } = due;
    const written: string[] = [];
    for (const { id } of decide.all(due)) {
      const row = stillOpen.get({ id, at, acceptedUntil: due.acceptedUntil, hour: HOUR });
      if (row === undefined || !limit.mayRepeat(row.confirmLetterId, at)) continue;
      const { confirmLetterId, newsletterIds, ...open } = row;
      const letter = letterFor({ ...open, newsletterIds: JSON.parse(newsletterIds) as string[] });
      if (!insertLetter(letter, at)) continue;
      limit.repeated(letter.id, confirmLetterId, at);
      written.push(letter.id);
    }
    return written;
  };
}

/** Newsletters of a confirmation that still wait for it. */
const PENDING = `SELECT p.newsletter_id FROM subscriptions p
   WHERE p.subscriber_id = c.subscriber_id AND p.state = 'pending'
     AND p.newsletter_id IN (SELECT value FROM json_each(c.newsletter_ids))`;

function prepare({ sqlite }: Db) {
  return {
    /** Decided about once, whatever comes of it: what was not due to be reminded of then never is. */
    decide: sqlite.prepare<DueReminders, { id: string }>(
      `UPDATE confirmations SET reminder_decided_at = @at
       WHERE id IN (SELECT id FROM confirmations
                     WHERE used_at IS NULL AND reminder_decided_at IS NULL AND created_at > @after AND created_at <= @until
                     ORDER BY created_at LIMIT @most)
       RETURNING id`,
    ),
    stillOpen: sqlite.prepare<{ id: string; at: number; acceptedUntil: number; hour: number }, OpenRow>(
      `SELECT c.id AS confirmationId, c.expires_at AS expiresAt, l.id AS confirmLetterId, l.recipient AS email,
              l.payload ->> 'language' AS language,
              (SELECT json_group_array(newsletter_id) FROM (${PENDING})) AS newsletterIds
         FROM confirmations c
         JOIN subscribers s ON s.id = c.subscriber_id AND s.erased_at IS NULL
         JOIN letters l ON l.dedupe_key = 'confirm:' || c.id AND l.state = 'accepted' AND l.updated_at <= @acceptedUntil
        WHERE c.id = @id AND c.expires_at > @at AND EXISTS (${PENDING})
          AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_hash = s.address_hash)
          AND NOT EXISTS (SELECT 1 FROM bounces b WHERE b.subscriber_id = s.id AND b.at >= c.created_at
                             AND b.class IN ('hard', 'soft', 'complaint'))
          AND NOT EXISTS (SELECT 1 FROM consents k WHERE k.subscriber_id = s.id AND k.at >= c.created_at
                             AND (k.action IN (${LEAVING_ACTS}, 'complaint') OR k.source = 'import'))
          AND NOT EXISTS (SELECT 1 FROM attack_hours a
                           WHERE a.hour BETWEEN c.created_at / @hour - 1 AND c.created_at / @hour + 1)`,
    ),
  };
}
