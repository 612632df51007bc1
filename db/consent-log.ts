import { toBase32 } from '../src/kernel/base32.js';
import type { Tokens } from '../src/kernel/token.js';
import type { ConsentProof } from '../src/subscribers/consent-proof.js';
import type { Db } from './open.js';

/** Appends to the consent log. */
export interface ConsentLog {
  append(entry: {
    subscriberId: string;
    newsletterId: string | null;
    action: string;
    proof: ConsentProof;
    /** When it was written down: of an import later than the consent itself. */
    storedAt: number;
  }): void;
}

/** What readers do to leave, as SQL: on a page, by one click or by mail, by what they untick. */
export const LEAVING_ACTS = `'unsubscribe', 'one-click', 'preferences:unsubscribed'`;

/**
 * The id of a consent begins with the time it was stored, like every id, and ends with a hash of the act. So the same act
 * is stored once, and no index by time is needed.
 */
export function createConsentLog({ db, tokens }: { db: Db; tokens: Tokens }): ConsentLog {
  const insert = db.sqlite.prepare(
    `INSERT OR IGNORE INTO consents
       (id, subscriber_id, newsletter_id, action, text, text_version, at, ip, user_agent, source)
     VALUES (@id, @subscriberId, @newsletterId, @action, @text, @textVersion, @at, @ip, @userAgent, @source)`,
  );
  return {
    append({ proof, storedAt, ...entry }) {
      const act = [entry.subscriberId, entry.newsletterId, entry.action, proof.at].join('|');
      insert.run({ id: timePart(storedAt) + tokens.digest('consent', act).slice(0, 6), ...entry, ...proof });
    },
  };
}

/** 48 bits of time as ten characters; the last one holds three of them. */
function timePart(at: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(at, 0, 6);
  return toBase32(bytes);
}
