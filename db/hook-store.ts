import { createHash } from 'node:crypto';
import type { DeliveryRef } from '../src/feedback/feedback-store.js';
import type { HookStore, TakenRequest } from '../src/feedback/hooks/hook-store.js';
import type { Db } from './open.js';
import { createWriteQueue } from './write-queue.js';

/** Events come back within days; the ledger has no index by reader, so the newest issues are asked one by one. */
const ISSUES = 100;

/** Rows forgotten in one commit. */
const FORGOTTEN = 10_000;

/** Services tell each delivery in a request of its own, while the senders need the lock. */
const GATHER = 20;

/** Services name their events by addresses too; what is kept names nobody. */
const nameless = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Whole requests stand under one source, in the order in which they are forgotten. */
const REQUESTS = 'request';
const inOrder = (until: number): string => String(until).padStart(13, '0');
/** @param what is remembered of the request: that it was taken, or what its proof is bound to. */
const keyOf = ({ service, of, until }: TakenRequest, what: string): string =>
  `${inOrder(until)}/${nameless([service, of, what].join('/'))}`;

/** What webhooks and mailboxes are looked up in, and what was taken of them. */
export function createHookStore({ db }: { db: Db }): HookStore {
  const { sqlite } = db;
  const inNextCommit = createWriteQueue({ db });
  const inSharedCommit = createWriteQueue({ db, gather: GATHER });
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
  const forget = sqlite.prepare(
    `DELETE FROM feedback_seen WHERE rowid IN (SELECT rowid FROM feedback_seen WHERE at < ? LIMIT ${FORGOTTEN})`,
  );
  const forgetRequests = sqlite.prepare(
    `DELETE FROM feedback_seen WHERE rowid IN (
       SELECT rowid FROM feedback_seen WHERE source = '${REQUESTS}' AND key < ? LIMIT ${FORGOTTEN})`,
  );
  const isSeen = (source: string, key: string) => seen.get(source, key) !== undefined;
  const markSeen = (source: string, key: string, at: number) => mark.run(source, key, at).changes > 0;
  return {
    deliveriesTo: async (address) => deliveries.all(address),
    newsletterOf: async (issueId) => newsletter.get(issueId),
    isSeen: async (source, key) => isSeen(source, nameless(key)),
    markSeen: async (source, key, at) => inNextCommit(() => void markSeen(source, nameless(key), at)),
    isTaken: async (request) => isSeen(REQUESTS, keyOf(request, 'taken')),
    markTaken: async (request, at) => inSharedCommit(() => markSeen(REQUESTS, keyOf(request, 'taken'), at)),
    bindProof: async (request, { to, at }) =>
      inSharedCommit(() => {
        const bond = keyOf(request, `to/${to}`);
        if (markSeen(REQUESTS, keyOf(request, 'bound'), at)) markSeen(REQUESTS, bond, at);
        return isSeen(REQUESTS, bond);
      }),
    forgetSeen: async ({ taken, until }) =>
      inNextCommit(() => {
        forget.run(taken);
        forgetRequests.run(inOrder(until));
      }),
  };
}
