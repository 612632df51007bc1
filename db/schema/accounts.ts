import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { ROLES } from '../../src/accounts/role.js';
import { oneOf } from './one-of.js';

export const people = sqliteTable(
  'people',
  {
    id: text().primaryKey(),
    email: text().notNull().unique(),
    name: text(),
    role: text({ enum: ROLES }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [check('people_role', oneOf(t.role, ROLES))],
);

export const signInLinks = sqliteTable('sign_in_links', {
  /** The signed token in the link carries this id. */
  id: text().primaryKey(),
  personId: text('person_id')
    .notNull()
    .references(() => people.id),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
});

export const deskSessions = sqliteTable('desk_sessions', {
  tokenHash: text('token_hash').primaryKey(),
  personId: text('person_id')
    .notNull()
    .references(() => people.id),
  createdAt: integer('created_at').notNull(),
  lastSeenAt: integer('last_seen_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const apiKeys = sqliteTable('api_keys', {
  id: text().primaryKey(),
  keyHash: text('key_hash').notNull().unique(),
  name: text().notNull(),
  role: text({ enum: ROLES }).notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
});

export const auditLog = sqliteTable(
  'audit_log',
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subject: text(),
    detail: text({ mode: 'json' }),
  },
  (t) => [index('audit_log_at').on(t.at)],
);
