import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

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
  },
  (t) => [index('bounces_subscriber').on(t.subscriberId, t.at), index('bounces_issue').on(t.issueId)],
);
