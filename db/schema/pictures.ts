import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { PICTURE_STATES } from '../../src/articles/picture.js';
import { oneOf } from './one-of.js';

/** Pictures of stories that are or will be printed, and how far our copy of each is. */
export const pictures = sqliteTable(
  'pictures',
  {
    /** Unguessable; also the name under which it is served. */
    id: text().primaryKey(),
    /** Where the source has it. */
    url: text().notNull().unique(),
    state: text({ enum: PICTURE_STATES }).notNull(),
    width: integer(),
    height: integer(),
    bytes: integer(),
    attempts: integer().notNull().default(0),
    /** When the copy may be tried (again); null once it is settled. */
    nextAt: integer('next_at'),
    settledAt: integer('settled_at'),
    /** The last fault, in words. */
    fault: text(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('pictures_due').on(t.nextAt), check('pictures_state_known', oneOf(t.state, PICTURE_STATES))],
);
