import { asc, eq } from 'drizzle-orm';
import type { Tokens } from '../src/kernel/token.js';
import type { Consent, Subscriber, Subscription } from '../src/subscribers/subscriber.js';
import type { SubscriberStore } from '../src/subscribers/subscriber-store.js';
import { createConsentLog } from './consent-log.js';
import { createEraser } from './erase-subscriber.js';
import { createLeavingReasons } from './leaving-reasons.js';
import type { Db } from './open.js';
import { confirmations, consents, subscribers, subscriptions } from './schema/index.js';
import { createReminderWriter } from './reminder-writer.js';
import { createSignUpBudgets } from './sign-up-budgets.js';
import { createSignUpWriter } from './sign-up-writer.js';
import { createStateWriter, createUndo, createWishWriter } from './state-writer.js';

/** Subscribers, their states and the proof of each change. */
export function createSubscriberStore({ db, tokens }: { db: Db; tokens: Tokens }): SubscriberStore {
  const { orm } = db;
  const log = createConsentLog({ db, tokens });
  const signUps = createSignUpWriter({ db, tokens, log });
  const writeReminders = createReminderWriter({ db, tokens });
  const erase = createEraser(db);
  const setStates = createStateWriter(db, log);
  const undo = createUndo(db, log);
  const setWish = createWishWriter(db);
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
      // The kept request holds an address, and a deleted row stays readable in the file without it.
      db.sqlite.pragma('secure_delete = ON');
      return db.write(() => signUps.signUp(signUp));
    },
    async writeReminders(due, letterFor) {
      return db.write(() => writeReminders(due, letterFor));
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
    async undoLeaving(leaving) {
      return db.write(() => undo(leaving));
    },
    async setWishes(subscriberId, list) {
      db.write(() => {
        for (const wish of list) setWish(subscriberId, wish);
      });
    },
    async setLanguage(subscriberId, language) {
      orm.update(subscribers).set({ language }).where(eq(subscribers.id, subscriberId)).run();
    },
    async erase(subscriberId, at) {
      erase(subscriberId, at);
    },
    ...createLeavingReasons(db),
    ...createSignUpBudgets({ db, tokens }),
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
  frequency: row.frequency,
  leftAt: row.leftAt,
  topics: (row.topics ?? []) as readonly string[],
  activatedAt: row.activatedAt,
  changedAt: row.changedAt,
});

const toConsent = ({ id: _id, subscriberId: _subscriber, ...row }: typeof consents.$inferSelect): Consent => row;
