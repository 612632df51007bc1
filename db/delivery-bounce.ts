import { createHash } from 'node:crypto';
import type { DeliveryOutcome, DeliveryResult } from '../src/delivery/delivery-store.js';
import { ID_LENGTH } from '../src/kernel/ids.js';
import { toBase32 } from '../src/kernel/base32.js';
import { createBounceSuppression } from './bounce-suppression.js';
import type { Db } from './open.js';

type Failure = Extract<DeliveryOutcome, { state: 'failed' }>;

/**
 * What a refusal at SMTP time leaves behind when it is about the mailbox: a bounce, and a suppression at once when it is hard,
 * or when it was one failure too many.
 */
export function createBounceRecorder({ db }: { db: Db }) {
  const insert = db.sqlite.prepare(
    `INSERT INTO bounces (id, evidence_hash, issue_id, subscriber_id, channel, class, reason, status, diagnostic, counts, at, domain)
     VALUES (@id, @evidence, @issueId, @subscriberId, 'smtp', @class, @reason, @status, @reply, @counts, @at,
       (SELECT substr(normalised_email, instr(normalised_email, '@') + 1) FROM subscribers WHERE id = @subscriberId))
     ON CONFLICT (evidence_hash) DO NOTHING`,
  );
  const suppression = createBounceSuppression({ db });
  return (result: DeliveryResult, failure: Failure): void => {
    if (!failure.suppress && failure.counts !== true) return;
    const { issueId, subscriberId, at } = result;
    const evidence = createHash('sha256').update(`smtp|${issueId}|${subscriberId}|${result.fence}`).digest();
    const { reason, reply, enhanced: status, suppress } = failure;
    const bounce = {
      id: toBase32(evidence).slice(0, ID_LENGTH),
      issueId,
      subscriberId,
      at,
      reason,
      class: suppress ? 'hard' : 'soft',
    };
    const row = { ...bounce, evidence: evidence.toString('hex'), status, reply, counts: suppress ? 0 : 1 };
    if (insert.run(row).changes === 0) return;
    if (suppress) suppression.suppress({ ...bounce, diagnostic: reply });
    else suppression.count({ ...bounce, diagnostic: reply });
  };
}
