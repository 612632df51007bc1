import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** How much a limit per second allows at an instant; the rest is elapsed time. */
export const paceBuckets = sqliteTable('pace_buckets', {
  key: text().primaryKey(),
  tokens: real().notNull(),
  filledAt: integer('filled_at').notNull(),
});

/** What was handed out of a limit per hour, by minute since 1970. */
export const paceMinutes = sqliteTable(
  'pace_minutes',
  {
    key: text().notNull(),
    minute: integer().notNull(),
    count: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.minute] })],
);

/** Recipient domains that get nothing until an instant, because they block us. */
export const domainHolds = sqliteTable('domain_holds', {
  domain: text().primaryKey(),
  until: integer().notNull(),
  /** Milliseconds; the next hold of the domain is longer. */
  length: integer().notNull(),
  reason: text().notNull(),
});
