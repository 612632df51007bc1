import type { Tokens } from '../src/kernel/token.js';
import type { ConsentProof } from '../src/subscribers/consent-proof.js';
import type { SignUp } from '../src/subscribers/sign-up-store.js';
import type { AddedSubscriber, ConfirmedSubscriber } from '../src/subscribers/subscriber-store.js';
import { LEAVING_ACTS, type ConsentLog } from './consent-log.js';
import { createLetterInsert } from './insert-letter.js';
import { createLetterLimit } from './letter-limit.js';
import type { Db } from './open.js';

interface SubscriberKey {
  readonly id: string;
  readonly email: string;
  readonly normalisedEmail: string;
  readonly name: string | null;
  readonly language: string | null;
}

interface OpenConfirmation {
  readonly id: string;
  readonly newsletterIds: string;
}

/** How readers come in: by sign-up and confirmation, or with proof from elsewhere. Call inside a transaction. */
export function createSignUpWriter({ db, tokens, log }: { db: Db; tokens: Tokens; log: ConsentLog }) {
  const sql = prepare(db);
  const letters = createLetterLimit({ db, tokens });
  const insertLetter = createLetterInsert(db);

  /** The id of the address's subscriber; a new row when there is none. */
  function ensureSubscriber(key: SubscriberKey, at: number): { subscriberId: string; created: boolean } {
    const addressHash = tokens.digest('address', key.normalisedEmail);
    const created = sql.insertSubscriber.run({ ...key, addressHash, at }).changes === 1;
    return { subscriberId: sql.idByEmail.get(key.normalisedEmail)?.id ?? key.id, created };
  }

  /** Stores letter and confirmation, or adds the newsletters to the confirmation that is still open. */
  function openConfirmation(signUp: SignUp, subscriberId: string, newsletterIds: readonly string[]) {
    const { letter } = signUp;
    const { at } = signUp.proof;
    if (letter === null) return { letterId: undefined };
    if (letters.mayWrite(signUp, at) && insertLetter(letter, at)) {
      const { id, expiresAt } = signUp.confirmation;
      letters.written(letter.id, signUp, at);
      sql.insertConfirmation.run({ id, subscriberId, newsletterIds: JSON.stringify(newsletterIds), at, expiresAt });
      return { letterId: letter.id };
    }
    const latest = sql.unused.get({ subscriberId, at });
    if (latest !== undefined) {
      const merged = new Set([...(JSON.parse(latest.newsletterIds) as string[]), ...newsletterIds]);
      sql.widenConfirmation.run({ id: latest.id, newsletterIds: JSON.stringify([...merged]) });
    }
    return { letterId: undefined };
  }

  return {
    signUp(signUp: SignUp): { letterId: string | undefined } {
      const { proof } = signUp;
      // Two processes may work the same request off.
      if (sql.dropKept.run(signUp.keptId).changes === 0) return { letterId: undefined };
      const { subscriberId } = ensureSubscriber({ ...signUp, id: signUp.subscriberId }, proof.at);
      const topics = JSON.stringify(signUp.topics);
      for (const newsletterId of signUp.newsletterIds) {
        sql.makePending.run({ subscriberId, newsletterId, topics, at: proof.at });
        log.append({ subscriberId, newsletterId, action: 'sign-up', proof, storedAt: proof.at });
      }
      const open = signUp.newsletterIds.filter((id) => sql.state.get(subscriberId, id)?.state === 'pending');
      return open.length === 0 ? { letterId: undefined } : openConfirmation(signUp, subscriberId, open);
    },

    confirm(id: string, proof: ConsentProof): boolean {
      const row = sql.useConfirmation.get({ id, at: proof.at });
      if (row === undefined) return false;
      for (const newsletterId of JSON.parse(row.newsletterIds) as string[]) {
        const { subscriberId } = row;
        if (sql.activatePending.run({ subscriberId, newsletterId, at: proof.at }).changes === 1)
          log.append({ subscriberId, newsletterId, action: 'confirm', proof, storedAt: proof.at });
      }
      const address = sql.addressOf.get(row.subscriberId)?.address ?? null;
      if (address !== null) letters.answered(address);
      return true;
    },

    addConfirmed(reader: ConfirmedSubscriber, at: number): AddedSubscriber {
      const { proof, newsletterIds } = reader;
      const consentAt = reader.revives ? proof.at : Number.NEGATIVE_INFINITY;
      const { subscriberId, created } = ensureSubscriber({ ...reader, language: null }, at);
      for (const newsletterId of newsletterIds) {
        const change = sql.activate.run({ subscriberId, newsletterId, at, consentAt });
        if (change.changes === 1)
          log.append({ subscriberId, newsletterId, action: reader.action, proof, storedAt: at });
      }
      // Who left and whose address was typed into the form since is still pending.
      const keptOut = newsletterIds.every((id) =>
        ['unsubscribed', 'pending'].includes(sql.state.get(subscriberId, id)?.state ?? ''),
      );
      return { subscriberId, created, keptOut };
    },
  };
}

function prepare({ sqlite }: Db) {
  return {
    insertSubscriber: sqlite.prepare(
      `INSERT INTO subscribers (id, email, normalised_email, address_hash, name, language, created_at)
       VALUES (@id, @email, @normalisedEmail, @addressHash, @name, @language, @at)
       ON CONFLICT (normalised_email) DO NOTHING`,
    ),
    idByEmail: sqlite.prepare<[string], { id: string }>(`SELECT id FROM subscribers WHERE normalised_email = ?`),
    state: sqlite.prepare<[string, string], { state: string }>(
      `SELECT state FROM subscriptions WHERE subscriber_id = ? AND newsletter_id = ?`,
    ),
    makePending: sqlite.prepare(
      `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, topics, changed_at)
       VALUES (@subscriberId, @newsletterId, 'pending', @topics, @at)
       ON CONFLICT DO UPDATE SET state = 'pending', topics = @topics, left_at = NULL, changed_at = @at WHERE state = 'unsubscribed'`,
    ),
    unused: sqlite.prepare<{ subscriberId: string; at: number }, OpenConfirmation>(
      `SELECT id, newsletter_ids AS newsletterIds FROM confirmations
       WHERE subscriber_id = @subscriberId AND used_at IS NULL AND expires_at > @at
       ORDER BY created_at DESC, id DESC LIMIT 1`,
    ),
    dropKept: sqlite.prepare(`DELETE FROM sign_ups WHERE id = ?`),
    addressOf: sqlite.prepare<[string], { address: string | null }>(
      `SELECT normalised_email AS address FROM subscribers WHERE id = ?`,
    ),
    insertConfirmation: sqlite.prepare(
      `INSERT INTO confirmations (id, subscriber_id, newsletter_ids, created_at, expires_at)
       VALUES (@id, @subscriberId, @newsletterIds, @at, @expiresAt)`,
    ),
    widenConfirmation: sqlite.prepare(`UPDATE confirmations SET newsletter_ids = @newsletterIds WHERE id = @id`),
    useConfirmation: sqlite.prepare<{ id: string; at: number }, { subscriberId: string; newsletterIds: string }>(
      `UPDATE confirmations SET used_at = @at WHERE id = @id AND used_at IS NULL
       RETURNING subscriber_id AS subscriberId, newsletter_ids AS newsletterIds`,
    ),
    activatePending: sqlite.prepare(
      `UPDATE subscriptions SET state = 'active', paused_until = NULL, activated_at = @at, changed_at = @at
       WHERE subscriber_id = @subscriberId AND newsletter_id = @newsletterId AND state = 'pending'`,
    ),
    activate: sqlite.prepare(
      `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, topics, activated_at, changed_at)
       VALUES (@subscriberId, @newsletterId, 'active', '[]', @at, @at)
       ON CONFLICT DO UPDATE SET state = 'active', paused_until = NULL, activated_at = @at, changed_at = @at
         WHERE (state = 'unsubscribed' AND changed_at < @consentAt)
            OR (state = 'pending' AND NOT EXISTS (
                 SELECT 1 FROM consents c
                  WHERE c.subscriber_id = @subscriberId AND c.newsletter_id = @newsletterId AND c.at >= @consentAt
                    AND c.action IN (${LEAVING_ACTS}, 'complaint')))`,
    ),
  };
}
