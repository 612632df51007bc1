/**
 * The tables, a file per room. Text ids, integer milliseconds since 1970 UTC, CHECKed states.
 * Migrations are generated from here: `npm run db:generate`; STRICT and WITHOUT ROWID are added to the SQL by hand.
 */
export * from './newsletters.js';
export * from './articles.js';
export * from './subscribers.js';
export * from './issues.js';
export * from './delivery.js';
export * from './feedback.js';
export * from './accounts.js';
export * from './pace.js';
export * from './pictures.js';
