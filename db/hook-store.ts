import type { DeliveryRef } from '../src/feedback/feedback-store.js';
import type { HookStore } from '../src/feedback/hooks/hook-store.js';
import type { Db } from './open.js';
import { createWriteQueue } from './write-queue.js';

/** Events come back within days; the ledger has no index by reader, so the newest issues are asked one by one. */
const ISSUES = 100;

/** What webhooks and mailboxes are looked up in, and what was taken of them. */
export function createHookStore({ db }: { db: Db }): HookStore {
  const { sqlite } = db;
  const inNextCommit = createWriteQueue({ db });
  const deliveries = sqlite.prepare<[string], DeliveryRef>(
    `SELECT d.issue_id AS issueId, d.subscriber_id AS subscriberId
       FROM subscribers s
       JOIN (SELECT id, started_at FROM issues WHERE started_at IS NOT NULL ORDER BY started_at DESC LIMIT ${ISSUES}) i
       JOIN deliveries d ON d.issue_id = i.id AND d.subscriber_id = s.id
      WHERE s.normalised_email = ? AND d.attempt > 0
      ORDER BY i.started_at DESC`,
  );
  const newsletter = sqlite.prepare<[string], string>('SELECT newsletter_id FROM issues WHERE id = ?').pluck();
  const seen = sqlite.prepare('SELECT 1 FROM feedback_seen WHERE source = ? AND key = ?');
  const mark = sqlite.prepare(
    'INSERT INTO feedback_seen (source, key, at) VALUES (?, ?, ?) ON CONFLICT (source, key) DO NOTHING',
  );
  return {
    deliveriesTo: async (address) => deliveries.all(address),
    newsletterOf: async (issueId) => newsletter.get(issueId),
    isSeen: async (source, key) => seen.get(source, key) !== undefined,
    markSeen: async (source, key, at) => inNextCommit(() => void mark.run(source, key, at)),
    bindProof: async (source, { proof, to, at }) =>
      inNextCommit(() => {
        const bond = `bond/${proof}/${to}`;
        if (mark.run(source, `proof/${proof}`, at).changes > 0) mark.run(source, bond, at);
        return seen.get(source, bond) !== undefined;
      }),
  };
}
