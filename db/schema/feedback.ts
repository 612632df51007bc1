import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Refusals that came back: at SMTP time, by mail, by webhook. */
export const bounces = sqliteTable(
  'bounces',
  {
    id: text().primaryKey(),
    /** SHA-256 of the evidence: the same report counts once. */
    evidenceHash: text('evidence_hash').notNull().unique(),
    issueId: text('issue_id'),
    subscriberId: text('subscriber_id'),
    channel: text().notNull(),
    class: text().notNull(),
    reason: text().notNull(),
    status: text(),
    diagnostic: text(),
    /** The report as a person reads it, without addresses; of what suppresses, and of what nobody could judge. */
    raw: text(),
    /** A failure of the mailbox itself, that may be over tomorrow: enough of them suppress. */
    counts: integer({ mode: 'boolean' }).notNull().default(false),
    at: integer().notNull(),
    /** Of the recipient, lower case; outlives an erasure, because it names nobody. */
    domain: text(),
    /** What named the delivery: `token`, `message-id`, or the `address` alone. */
    matchedBy: text('matched_by').notNull().default('token'),
    /** The sending service whose webhook told it. */
    service: text(),
  },
  (t) => [
    index('bounces_subscriber').on(t.subscriberId, t.at),
    index('bounces_issue').on(t.issueId),
    index('bounces_at').on(t.at),
    // All that the totals need, so that a scrape reads no row.
    index('bounces_totals').on(t.class, t.domain, t.channel),
  ],
);

/** What was taken once and must not count again: requests and events of webhooks, mails of a mailbox. */
export const feedbackSeen = sqliteTable(
  'feedback_seen',
  {
    /** `ses`, `mailgun`, `imap`; `request` for whole requests of any service. */
    source: text().notNull(),
    /** SHA-256 of the service's own name of it; of a request after the instant until which it is good. */
    key: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.key] }), index('feedback_seen_at').on(t.at)],
);

/** A line that was passed, told to the editors once. */
export const feedbackAlarms = sqliteTable(
  'feedback_alarms',
  {
    issueId: text('issue_id').notNull(),
    /** `hard`, `complaint`, `block`. */
    kind: text().notNull(),
    /** The mailbox provider of a block rate; empty for all. */
    provider: text().notNull(),
    count: integer().notNull(),
    mails: integer().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.kind, t.provider] }), index('feedback_alarms_at').on(t.at)],
);
