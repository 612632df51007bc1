import { createHash } from 'node:crypto';
import type { DeliveryOutcome, DeliveryResult } from '../src/delivery/delivery-store.js';
import { ID_LENGTH } from '../src/kernel/ids.js';
import { toBase32 } from '../src/kernel/base32.js';
import type { Db } from './open.js';

type Failure = Extract<DeliveryOutcome, { state: 'failed' }>;

/** What a hard refusal at SMTP time leaves behind: a bounce, and a suppression whose first reason stays. */
export function createBounceRecorder({ db }: { db: Db }) {
  const bounce = db.sqlite.prepare(
    `INSERT INTO bounces (id, evidence_hash, issue_id, subscriber_id, channel, class, reason, status, diagnostic, at, domain)
     VALUES (@id, @evidence, @issueId, @subscriberId, 'smtp', 'hard', @reason, @status, @reply, @at,
       (SELECT substr(normalised_email, instr(normalised_email, '@') + 1) FROM subscribers WHERE id = @subscriberId))
     ON CONFLICT (evidence_hash) DO NOTHING`,
  );
  const suppress = db.sqlite.prepare(
    `INSERT INTO suppressions (address_hash, email, reason, detail, source, issue_id, at)
     SELECT address_hash, normalised_email, @reason, @reply, 'bounce', @issueId, @at FROM subscribers WHERE id = @subscriberId
     ON CONFLICT (address_hash) DO NOTHING`,
  );
  return (result: DeliveryResult, failure: Failure): void => {
    const { issueId, subscriberId, at } = result;
    const evidence = createHash('sha256').update(`smtp|${issueId}|${subscriberId}|${result.fence}`).digest();
    const told = { issueId, subscriberId, at, reason: failure.reason, reply: failure.reply };
    const { changes } = bounce.run({
      ...told,
      id: toBase32(evidence).slice(0, ID_LENGTH),
      evidence: evidence.toString('hex'),
      status: failure.enhanced,
    });
    if (changes > 0) suppress.run(told);
  };
}
