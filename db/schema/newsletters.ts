import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Newsroom-wide settings: one row per key, JSON value. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text({ mode: 'json' }).notNull(),
});

export const newsletters = sqliteTable('newsletters', {
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  /** Everything an editor can set, validated by src/newsletters/newsletter.ts. */
  settings: text({ mode: 'json' }).notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** The column of what belongs to a newsletter. */
export const ofNewsletter = () =>
  text('newsletter_id')
    .notNull()
    .references(() => newsletters.id);
