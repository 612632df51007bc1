import { and, asc, eq, lte } from 'drizzle-orm';
import type { NewSource, SourceStore } from '../src/articles/article-store.js';
import { SOURCE_KINDS, type Source, type SourceHealth } from '../src/articles/source.js';
import type { Db } from './open.js';
import { sources } from './schema/index.js';

type Row = typeof sources.$inferSelect;

/** Sources and the health of their last fetch. */
export function createSourceStore({ db }: { db: Db }): SourceStore {
  return {
    insert: async (source) => insert(db, source),
    byId: async (id) => db.orm.select().from(sources).where(eq(sources.id, id)).all().map(toSource)[0],
    byUrl: async (newsletterId, url) =>
      db.orm
        .select()
        .from(sources)
        .where(and(eq(sources.newsletterId, newsletterId), eq(sources.url, url)))
        .all()
        .map(toSource)[0],
    all: async (newsletterId) =>
      db.orm
        .select()
        .from(sources)
        .where(newsletterId === undefined ? undefined : eq(sources.newsletterId, newsletterId))
        .orderBy(asc(sources.createdAt), asc(sources.id))
        .all()
        .map(toSource),
    due: async (now, limit) =>
      db.orm
        .select()
        .from(sources)
        .where(lte(sources.nextFetchAt, now))
        .orderBy(asc(sources.nextFetchAt))
        .limit(limit)
        .all()
        .map(toSource),
    claimFetch: async (id, { now, until, force = false }) =>
      db.orm
        .update(sources)
        .set({ nextFetchAt: until })
        .where(and(eq(sources.id, id), force ? undefined : lte(sources.nextFetchAt, now)))
        .returning()
        .all()
        .map(toSource)[0],
    saveHealth: async (id, health) => {
      db.orm.update(sources).set(withoutUnset(health)).where(eq(sources.id, id)).run();
    },
  };
}

function insert(db: Db, { at, ...source }: NewSource): boolean {
  const result = db.orm
    .insert(sources)
    .values({ ...source, nextFetchAt: at, createdAt: at })
    .onConflictDoNothing({ target: [sources.newsletterId, sources.url] })
    .run();
  return result.changes === 1;
}

/** Drizzle leaves a column alone when its key is absent or undefined. */
const withoutUnset = (health: SourceHealth): Partial<Row> => ({ ...health });

function toSource({ createdAt: _createdAt, kind, ...row }: Row): Source {
  return { ...row, kind: SOURCE_KINDS.find((known) => known === kind) ?? 'feed' };
}
