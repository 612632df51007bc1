import { eq } from 'drizzle-orm';
import { HUB_STATES, type HubStore, type HubSubscription } from '../src/articles/hub-subscription.js';
import type { Db } from './open.js';
import { hubSubscriptions as table } from './schema/index.js';

type Row = typeof table.$inferSelect;

/** Subscriptions to publishers' hubs, one per source. */
export function createHubStore({ db }: { db: Db }): HubStore {
  const first = (where: ReturnType<typeof eq>) => db.orm.select().from(table).where(where).all().map(toSubscription)[0];
  return {
    bySource: async (sourceId) => first(eq(table.sourceId, sourceId)),
    byToken: async (token) => first(eq(table.token, token)),
    save: async (subscription) => {
      db.orm.insert(table).values(subscription).onConflictDoUpdate({ target: table.sourceId, set: subscription }).run();
    },
    change: async (token, fields) => {
      db.orm.update(table).set(fields).where(eq(table.token, token)).run();
    },
  };
}

const toSubscription = ({ state, ...row }: Row): HubSubscription => ({
  ...row,
  state: HUB_STATES.find((known) => known === state) ?? 'asked',
});
