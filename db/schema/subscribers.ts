import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { FREQUENCIES, SUBSCRIPTION_STATES } from '../../src/subscribers/subscriber.js';
import { oneOf } from './one-of.js';
import { newsletters, ofNewsletter } from './newsletters.js';

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

/** The column of what belongs to a subscriber. */
export const ofSubscriber = () =>
  text('subscriber_id')
    .notNull()
    .references(() => subscribers.id);

export const subscriptions = sqliteTable(
  'subscriptions',
  {
    subscriberId: ofSubscriber(),
    newsletterId: ofNewsletter(),
    state: text({ enum: SUBSCRIPTION_STATES }).notNull(),
    pausedUntil: integer('paused_until'),
    /** Which issues: `every`, `weekly` (the best-of), `urgent`. Without a CHECK: SQLite cannot add one to a table. */
    frequency: text({ enum: FREQUENCIES }).notNull().default('every'),
    topics: text({ mode: 'json' }),
    activatedAt: integer('activated_at'),
    changedAt: integer('changed_at').notNull(),
    /** When the reader left of their own will; equal to `changed_at` as long as that can be undone. */
    leftAt: integer('left_at'),
    /** That the reader said why they left, since they left; what they said is only counted. */
    toldWhy: integer('told_why', { mode: 'boolean' }).notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.subscriberId, t.newsletterId] }),
    index('subscriptions_audience').on(t.newsletterId, t.state, t.subscriberId),
    // Partial: asked every few seconds whether there is one at all.
    index('subscriptions_weekly')
      .on(t.newsletterId)
      .where(sql`${t.frequency} = 'weekly'`),
    check('subscriptions_state', oneOf(t.state, SUBSCRIPTION_STATES)),
  ],
);

/** How many readers left for a reason, by day (since 1970, UTC). Nothing here or elsewhere tells who said it. */
export const leavingReasons = sqliteTable(
  'leaving_reasons',
  {
    newsletterId: text('newsletter_id')
      .notNull()
      .references(() => newsletters.id),
    day: integer().notNull(),
    reason: text().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.newsletterId, t.day, t.reason] })],
);

/** Append only: what the reader saw and did, as proof. */
export const consents = sqliteTable(
  'consents',
  {
    id: text().primaryKey(),
    subscriberId: ofSubscriber(),
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
    subscriberId: ofSubscriber(),
    newsletterIds: text('newsletter_ids', { mode: 'json' }).notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
    /** When it was decided whether to remind of it: written in the transaction that stores the letter, or without one. */
    reminderDecidedAt: integer('reminder_decided_at'),
  },
  (t) => [
    index('confirmations_subscriber').on(t.subscriberId, t.createdAt),
    // Partial: asked every few seconds, about one day's.
    index('confirmations_to_remind')
      .on(t.createdAt)
      .where(sql`${t.usedAt} IS NULL AND ${t.reminderDecidedAt} IS NULL`),
  ],
);

/** Keyed by HMAC of the normalised address, so that it survives erasure. */
export const suppressions = sqliteTable('suppressions', {
  addressHash: text('address_hash').primaryKey(),
  email: text(),
  reason: text().notNull(),
  detail: text(),
  source: text().notNull(),
  issueId: text('issue_id'),
  /** The report it is for; null when a person suppressed the address. */
  bounceId: text('bounce_id'),
  at: integer().notNull(),
});

/** Sign-ups that were answered and are not worked off yet: all were answered after the same work. */
export const signUps = sqliteTable(
  'sign_ups',
  {
    id: text().primaryKey(),
    request: text({ mode: 'json' }).notNull(),
    at: integer().notNull(),
  },
  (t) => [index('sign_ups_at').on(t.at)],
);

/** Which addresses were signed up within a scope (a visitor, a network, a domain, all), lately. Keyed hashes only. */
export const signUpAttempts = sqliteTable(
  'sign_up_attempts',
  {
    scope: text().notNull(),
    address: text().notNull(),
    at: integer().notNull(),
    /** Since the first try of the last hour. */
    tries: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.scope, t.address] }),
    index('sign_up_attempts_recent').on(t.scope, t.at),
    index('sign_up_attempts_at').on(t.at),
  ],
);

/** Hours since 1970 in which somebody was asked for proof of work: the newsroom was under attack. */
export const attackHours = sqliteTable('attack_hours', { hour: integer().primaryKey() });

/** Confirmation letters nobody has answered by confirming, whatever became of the subscriber; reminders, too. Keyed hashes only. */
export const unansweredLetters = sqliteTable(
  'unanswered_letters',
  {
    /** The letter's id. */
    id: text().primaryKey(),
    address: text().notNull(),
    /** The mailbox behind the address: providers have many spellings for one. */
    mailbox: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index('unanswered_letters_address').on(t.address), index('unanswered_letters_mailbox').on(t.mailbox, t.at)],
);
