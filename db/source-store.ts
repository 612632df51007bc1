import { and, asc, eq, exists, gt, isNull, lt, lte, ne, not, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { FetchClaim, NewSource, SourceStore } from '../src/articles/article-store.js';
import type { FeedManners } from '../src/articles/feed-manners.js';
import { SOURCE_KINDS, type Source } from '../src/articles/source.js';
import { PUSHED_DISTANCE } from '../src/articles/fetch-schedule.js';
import { DAY } from '../src/kernel/clock.js';
import type { Db } from './open.js';
import { sources } from './schema/index.js';

type Row = typeof sources.$inferSelect;

const others = alias(sources, 'others');

/** Sources and the health of their last fetch. */
export function createSourceStore({ db }: { db: Db }): SourceStore {
  const byId = (id: string) => db.orm.select().from(sources).where(eq(sources.id, id)).all().map(toSource)[0];
  return {
    insert: async (source) => insert(db, source),
    byId: async (id) => byId(id),
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
    due: async (now, query) => due(db, now, query),
    claimFetch: async (id, { now, until, force = false }): Promise<FetchClaim> => {
      const mine = and(eq(sources.id, id), not(hostBusy(db, now)), force ? undefined : isDue(now));
      const [row] = db.orm.update(sources).set({ fetchingUntil: until }).where(mine).returning().all();
      const source = row === undefined ? byId(id) : toSource(row);
      if (source === undefined) return { kind: 'unknown' };
      if (row !== undefined) return { kind: 'claimed', source };
      const dueStill =
        db.orm
          .select()
          .from(sources)
          .where(and(eq(sources.id, id), isDue(now)))
          .all().length > 0;
      return { kind: force || dueStill ? 'busy' : 'not-due', source };
    },
    saveHealth: async (id, { manners, ...health }) => {
      const stated = manners === undefined ? {} : { manners: manners === null ? null : JSON.stringify(manners) };
      const changed: Partial<Row> = { ...health, ...stated, fetchingUntil: null };
      db.orm.update(sources).set(changed).where(eq(sources.id, id)).run();
    },
    move: async (id, url) => {
      const taken = db.orm
        .select({ one: sql`1` })
        .from(others)
        .where(and(eq(others.newsletterId, sources.newsletterId), eq(others.url, url)));
      const fresh = { url, etag: null, lastModified: null, movedTo: null, movedTimes: 0 };
      const moved = db.orm
        .update(sources)
        .set(fresh)
        .where(and(eq(sources.id, id), not(exists(taken))))
        .run();
      return moved.changes === 1;
    },
    expedite: async (id, now) => {
      const mine = and(eq(sources.id, id), isNull(sources.stoppedAt), isPatient(now));
      const nextFetchAt = sql`max(${now}, coalesce(${sources.lastFetchAt}, 0) + ${PUSHED_DISTANCE})`;
      return db.orm.update(sources).set({ nextFetchAt }).where(mine).run().changes === 1;
    },
    hasten: async (newsletterId, times) => hasten(db, newsletterId, times),
  };
}

const isDue = (now: number) => and(lte(sources.nextFetchAt, now), isNull(sources.stoppedAt));

/** The server did not ask us to wait, or we did. */
const isPatient = (now: number) => or(isNull(sources.retryAt), lte(sources.retryAt, now));

/** The page of a story that is looked at no more is next due years from now. */
const isWatched = (now: number) => or(ne(sources.kind, 'page'), lt(sources.nextFetchAt, now + 30 * DAY));

const hostBusy = (db: Db, now: number) =>
  exists(
    db.orm
      .select({ one: sql`1` })
      .from(others)
      .where(and(eq(others.host, sources.host), gt(others.fetchingUntil, now))),
  );

function due(db: Db, now: number, { limit, host }: { limit: number; host?: string }): readonly Source[] {
  const before = db.orm
    .select({ one: sql`1` })
    .from(others)
    .where(
      and(
        eq(others.host, sources.host),
        isNull(others.stoppedAt),
        sql`(${others.nextFetchAt}, ${others.id}) < (${sources.nextFetchAt}, ${sources.id})`,
      ),
    );
  const wanted = host === undefined ? undefined : eq(sources.host, host);
  return db.orm
    .select()
    .from(sources)
    .where(and(isDue(now), wanted, not(exists(before)), not(hostBusy(db, now))))
    .orderBy(asc(sources.nextFetchAt))
    .limit(limit)
    .all()
    .map(toSource);
}

/** Looks before it writes: it is asked every few seconds, and seldom finds anything. */
function hasten(db: Db, newsletterId: string, { since, now }: { since: number; now: number }): readonly Source[] {
  const stale = and(
    eq(sources.newsletterId, newsletterId),
    or(isNull(sources.lastFetchAt), sql`${sources.lastFetchAt} < ${since}`),
    isNull(sources.stoppedAt),
    isPatient(now),
    isWatched(now),
  );
  const found = db.orm.select().from(sources).where(stale).all().map(toSource);
  const early = and(stale, gt(sources.nextFetchAt, now));
  if (found.some(({ nextFetchAt }) => nextFetchAt > now)) {
    db.orm.update(sources).set({ nextFetchAt: now }).where(early).run();
  }
  return found;
}

function insert(db: Db, { at, ...source }: NewSource): boolean {
  const result = db.orm
    .insert(sources)
    .values({ ...source, nextFetchAt: at, createdAt: at })
    .onConflictDoNothing({ target: [sources.newsletterId, sources.url] })
    .run();
  return result.changes === 1;
}

function toSource({ createdAt: _createdAt, fetchingUntil: _fetchingUntil, kind, host, manners, ...row }: Row): Source {
  return {
    ...row,
    host: host ?? '',
    kind: SOURCE_KINDS.find((known) => known === kind) ?? 'feed',
    manners: manners === null ? null : (JSON.parse(manners) as FeedManners),
  };
}
