import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { DELIVERY_STATES } from '../../src/delivery/delivery.js';
import { oneOf } from './one-of.js';
import { ofIssue } from './issues.js';
import { ofSubscriber } from './subscribers.js';

/** Mail that is not an issue: confirmations, welcomes, sign-in links, notices to editors. */
export const letters = sqliteTable(
  'letters',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    /** At most one letter per key: `confirm:<subscriber>:<day>`. */
    dedupeKey: text('dedupe_key').notNull().unique(),
    recipient: text().notNull(),
    payload: text({ mode: 'json' }).notNull(),
    state: text().notNull(),
    attempts: integer().notNull().default(0),
    /** Times the final dot got no answer. */
    doubts: integer().notNull().default(0),
    nextAt: integer('next_at').notNull(),
    leaseUntil: integer('lease_until'),
    reply: text(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    index('letters_due').on(t.state, t.nextAt),
    check('letters_state', oneOf(t.state, ['pending', 'sending', 'accepted', 'failed'])),
  ],
);

/** Relays that were given a delivery; none is ever deleted. */
export const relays = sqliteTable('relays', {
  id: integer().primaryKey(),
  /** As in logs: host and port, never a login. */
  name: text().notNull().unique(),
});

export const deliveries = sqliteTable(
  'deliveries',
  {
    issueId: ofIssue(),
    subscriberId: ofSubscriber(),
    batch: integer().notNull(),
    variant: text().notNull(),
    state: text({ enum: DELIVERY_STATES }).notNull(),
    attempt: integer().notNull().default(0),
    fence: integer().notNull().default(0),
    session: text(),
    leaseUntil: integer('lease_until'),
    nextAt: integer('next_at').notNull().default(0),
    /** The Date header, fixed by the first claim so that a resend has the same bytes. */
    dateHeader: integer('date_header'),
    doubts: integer().notNull().default(0),
    /** Why the row is where it is: a verdict's reason (`unknown-user`), `suppressed`, `unsubscribed`, `expired`. */
    reason: text(),
    code: integer(),
    enhanced: text(),
    /** The server's reply, one line, cut at 500 characters. */
    reply: text(),
    resolvedBy: text('resolved_by'),
    acceptedAt: integer('accepted_at'),
    updatedAt: integer('updated_at').notNull(),
    /** The relay the last claim is for, so what the row says is its answer. Null before the first, or unknown. */
    relay: integer().references(() => relays.id),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.subscriberId] }),
    // Partial, so that a delivery at rest is in none of them: each full index cost 6 us per delivery (measured).
    index('deliveries_due')
      .on(t.issueId, t.batch, t.nextAt)
      .where(sql`${t.state} IN ('pending', 'deferred')`),
    index('deliveries_sending')
      .on(t.issueId)
      .where(sql`${t.state} = 'sending'`),
    index('deliveries_in_doubt')
      .on(t.issueId)
      .where(sql`${t.state} = 'in_doubt'`),
    index('deliveries_deferred')
      .on(t.issueId)
      .where(sql`${t.state} = 'deferred'`),
    index('deliveries_missed')
      .on(t.issueId)
      .where(sql`${t.state} IN ('failed', 'skipped', 'held')`),
    check('deliveries_state_known', oneOf(t.state, DELIVERY_STATES)),
  ],
);

/** How many deliveries of an issue are in a state; kept by triggers, whoever writes. Rows are made with the issue. */
export const deliveryCounts = sqliteTable(
  'delivery_counts',
  {
    issueId: text('issue_id').notNull(),
    state: text({ enum: DELIVERY_STATES }).notNull(),
    count: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.state] })],
);

/** How many deliveries of an issue had come to rest at the end of a second, for the pace; the last minutes only. */
export const deliveryPace = sqliteTable(
  'delivery_pace',
  {
    issueId: text('issue_id').notNull(),
    second: integer().notNull(),
    at: integer().notNull(),
    settled: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.second] })],
);

/** Append only: what happened to a delivery, for proof and for the invariants. */
export const deliveryEvents = sqliteTable(
  'delivery_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    issueId: text('issue_id').notNull(),
    subscriberId: text('subscriber_id').notNull(),
    attempt: integer().notNull(),
    fence: integer().notNull(),
    session: text(),
    event: text().notNull(),
    detail: text(),
    at: integer().notNull(),
  },
  (t) => [index('delivery_events_delivery').on(t.issueId, t.subscriberId)],
);

/** One row per run of a sender process; tells whether its open claims can still be in flight. */
export const senderSessions = sqliteTable('sender_sessions', {
  session: text().primaryKey(),
  host: text().notNull(),
  bootId: text('boot_id').notNull(),
  pid: integer().notNull(),
  startedAt: integer('started_at').notNull(),
  lastSeenAt: integer('last_seen_at').notNull(),
  endedAt: integer('ended_at'),
});
