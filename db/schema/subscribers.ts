import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { SUBSCRIPTION_STATES } from '../../src/subscribers/subscriber.js';
import { oneOf } from './one-of.js';
import { newsletters } from './newsletters.js';

export const subscribers = sqliteTable(
  'subscribers',
  {
    id: text().primaryKey(),
    /** As the reader typed it; null once erased. */
    email: text(),
    /** The form addresses are compared in; null once erased. */
    normalisedEmail: text('normalised_email').unique(),
    /** HMAC of the normalised address: what a suppression is looked up by. */
    addressHash: text('address_hash').notNull(),
    name: text(),
    language: text(),
    createdAt: integer('created_at').notNull(),
    erasedAt: integer('erased_at'),
  },
  (t) => [index('subscribers_address_hash').on(t.addressHash)],
);

export const subscriptions = sqliteTable(
  'subscriptions',
  {
    subscriberId: text('subscriber_id')
      .notNull()
      .references(() => subscribers.id),
    newsletterId: text('newsletter_id')
      .notNull()
      .references(() => newsletters.id),
    state: text({ enum: SUBSCRIPTION_STATES }).notNull(),
    pausedUntil: integer('paused_until'),
    topics: text({ mode: 'json' }),
    activatedAt: integer('activated_at'),
    changedAt: integer('changed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subscriberId, t.newsletterId] }),
    index('subscriptions_audience').on(t.newsletterId, t.state, t.subscriberId),
    check('subscriptions_state', oneOf(t.state, SUBSCRIPTION_STATES)),
  ],
);

/** Append only: what the reader saw and did, as proof. */
export const consents = sqliteTable(
  'consents',
  {
    id: text().primaryKey(),
    subscriberId: text('subscriber_id')
      .notNull()
      .references(() => subscribers.id),
    newsletterId: text('newsletter_id').references(() => newsletters.id),
    action: text().notNull(),
    text: text(),
    textVersion: text('text_version'),
    at: integer().notNull(),
    ip: text(),
    userAgent: text('user_agent'),
    source: text().notNull(),
  },
  (t) => [index('consents_subscriber').on(t.subscriberId, t.at), index('consents_totals').on(t.action, t.source)],
);

export const confirmations = sqliteTable(
  'confirmations',
  {
    /** The signed token in the mail carries this id; nothing usable is stored. */
    id: text().primaryKey(),
    subscriberId: text('subscriber_id')
      .notNull()
      .references(() => subscribers.id),
    newsletterIds: text('newsletter_ids', { mode: 'json' }).notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  (t) => [index('confirmations_subscriber').on(t.subscriberId, t.createdAt)],
);

/** Keyed by HMAC of the normalised address, so that it survives erasure. */
export const suppressions = sqliteTable('suppressions', {
  addressHash: text('address_hash').primaryKey(),
  email: text(),
  reason: text().notNull(),
  detail: text(),
  source: text().notNull(),
  issueId: text('issue_id'),
  at: integer().notNull(),
});
