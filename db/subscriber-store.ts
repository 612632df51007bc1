import { asc, eq } from 'drizzle-orm';
import type { Tokens } from '../src/kernel/token.js';
import type { Consent, Subscriber, Subscription } from '../src/subscribers/subscriber.js';
import type { StateChange, SubscriberStore } from '../src/subscribers/subscriber-store.js';
import { createConsentLog, type ConsentLog } from './consent-log.js';
import { createEraser } from './erase-subscriber.js';
import type { Db } from './open.js';
import { confirmations, consents, subscribers, subscriptions } from './schema/index.js';
import { createSignUpWriter } from './sign-up-writer.js';

/** Subscribers, their states and the proof of each change. */
export function createSubscriberStore({ db, tokens }: { db: Db; tokens: Tokens }): SubscriberStore {
  const { orm } = db;
  const log = createConsentLog({ db, tokens });
  const signUps = createSignUpWriter({ db, tokens, log });
  const erase = createEraser(db);
  const setStates = createStateWriter(db, log);
  return {
    async byEmail(normalisedEmail) {
      const row = orm.select().from(subscribers).where(eq(subscribers.normalisedEmail, normalisedEmail)).get();
      return row && toSubscriber(row);
    },
    async byId(id) {
      const row = orm.select().from(subscribers).where(eq(subscribers.id, id)).get();
      return row && toSubscriber(row);
    },
    async subscriptions(subscriberId) {
      const rows = orm.select().from(subscriptions).where(eq(subscriptions.subscriberId, subscriberId)).all();
      return rows.map(toSubscription);
    },
    async consents(subscriberId) {
      const rows = orm.select().from(consents).where(eq(consents.subscriberId, subscriberId));
      return rows.orderBy(asc(consents.at), asc(consents.id)).all().map(toConsent);
    },
    async confirmation(id) {
      const row = orm.select().from(confirmations).where(eq(confirmations.id, id)).get();
      return row && { ...row, newsletterIds: row.newsletterIds as readonly string[] };
    },
    async signUp(signUp) {
      return db.write(() => signUps.signUp(signUp));
    },
    async confirm(id, proof) {
      return db.write(() => signUps.confirm(id, proof));
    },
    async addConfirmed(subscriber, at) {
      return db.write(() => signUps.addConfirmed(subscriber, at));
    },
    async setStates(change) {
      return db.write(() => setStates(change));
    },
    async setTopics(subscriberId, newsletterId, topics, at) {
      db.sqlite
        .prepare(`UPDATE subscriptions SET topics = ?, changed_at = ? WHERE subscriber_id = ? AND newsletter_id = ?`)
        .run(JSON.stringify(topics), at, subscriberId, newsletterId);
    },
    async erase(subscriberId, at) {
      erase(subscriberId, at);
    },
    async signUpsFrom(network, since) {
      return log.signUpsFrom(network, since);
    },
  };
}

/** A state is written where it differs; a reader who never had the newsletter gets a row only by becoming active. */
function createStateWriter(db: Db, log: ConsentLog): (change: StateChange) => readonly string[] {
  const exists = db.sqlite.prepare(`SELECT 1 FROM subscribers WHERE id = ? AND erased_at IS NULL`);
  const update = db.sqlite.prepare(
    `UPDATE subscriptions SET state = @state, paused_until = @pausedUntil, changed_at = @at,
       activated_at = CASE WHEN @state = 'active' AND state != 'paused' THEN @at ELSE activated_at END
     WHERE subscriber_id = @subscriberId AND newsletter_id = @newsletterId
       AND (state != @state OR paused_until IS NOT @pausedUntil)`,
  );
  const insert = db.sqlite.prepare(
    `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, paused_until, topics, activated_at, changed_at)
     VALUES (@subscriberId, @newsletterId, @state, @pausedUntil, '[]', @at, @at) ON CONFLICT DO NOTHING`,
  );
  return ({ subscriberId, states, action, proof }) => {
    if (exists.get(subscriberId) === undefined) return [];
    const changed = states.filter(({ newsletterId, state, pausedUntil = null }) => {
      const row = { subscriberId, newsletterId, state, pausedUntil, at: proof.at };
      if (update.run(row).changes === 1) return true;
      return (state === 'active' || state === 'paused') && insert.run(row).changes === 1;
    });
    for (const { newsletterId, state } of changed) {
      const entry = action === 'preferences' ? `preferences:${state}` : action;
      log.append({ subscriberId, newsletterId, action: entry, proof, storedAt: proof.at });
    }
    return changed.map((state) => state.newsletterId);
  };
}

const toSubscriber = (row: typeof subscribers.$inferSelect): Subscriber => ({
  id: row.id,
  email: row.email,
  name: row.name,
  language: row.language,
  createdAt: row.createdAt,
});

const toSubscription = (row: typeof subscriptions.$inferSelect): Subscription => ({
  newsletterId: row.newsletterId,
  state: row.state,
  pausedUntil: row.pausedUntil,
  topics: (row.topics ?? []) as readonly string[],
  activatedAt: row.activatedAt,
  changedAt: row.changedAt,
});

const toConsent = ({ id: _id, subscriberId: _subscriber, ...row }: typeof consents.$inferSelect): Consent => row;
