import { eq, inArray, sql } from 'drizzle-orm';
import type { ArticleStore } from '../src/articles/article-store.js';
import type { Article } from '../src/articles/article.js';
import { createCandidates } from './candidates.js';
import { createIngest } from './ingest-articles.js';
import type { Db } from './open.js';
import { createPush } from './push-article.js';
import { articleGuids, articles } from './schema/index.js';

type Row = typeof articles.$inferSelect;

/** Articles with their versions, their identities, and the newsletters they may appear in. */
export function createArticleStore({ db }: { db: Db }): ArticleStore {
  const push = createPush(db);
  const first = (where: ReturnType<typeof eq>) => db.orm.select().from(articles).where(where).all().map(toArticle)[0];
  return {
    ingest: createIngest(db),
    upsertExternal: push.upsert,
    retractExternal: push.retract,
    byId: async (id) => first(eq(articles.id, id)),
    byIds: async (ids) => byIds(db, ids),
    ofSource: async (sourceId) => ofSource(db, sourceId),
    byExternalId: async (externalId) => first(eq(articles.externalId, externalId)),
    ...createCandidates(db, toArticle),
    markGone: async (gone, there, at) => markGone(db, { gone, there, at }),
  };
}

function ofSource(db: Db, sourceId: string): Article | undefined {
  const named = db.orm
    .select({ id: articleGuids.articleId })
    .from(articleGuids)
    .where(eq(articleGuids.sourceId, sourceId));
  return db.orm.select().from(articles).where(inArray(articles.id, named)).limit(1).all().map(toArticle)[0];
}

/** In the order asked for; unknown ids are left out. */
function byIds(db: Db, ids: readonly string[]): readonly Article[] {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const found = new Map(
    db.orm
      .select()
      .from(articles)
      .where(inArray(articles.id, wanted))
      .all()
      .map((row) => [row.id, toArticle(row)]),
  );
  return ids.map((id) => found.get(id)).filter((article) => article !== undefined);
}

const listed = (name: string): string => `id IN (SELECT value FROM json_each(@${name}))`;

function markGone(db: Db, marks: { gone: readonly string[]; there: readonly string[]; at: number }): void {
  const lists = { gone: JSON.stringify(marks.gone), there: JSON.stringify(marks.there) };
  const { sqlite } = db;
  db.write(() => {
    sqlite
      .prepare(`UPDATE articles SET gone_at = @at WHERE gone_at IS NULL AND ${listed('gone')}`)
      .run({ gone: lists.gone, at: marks.at });
    sqlite
      .prepare(`UPDATE articles SET gone_at = NULL WHERE gone_at IS NOT NULL AND ${listed('there')}`)
      .run({ there: lists.there });
  });
}

function toArticle({ imageUrl, imageAlt, imageCredit, contentHash: _hash, ...row }: Row): Article {
  return { ...row, image: imageUrl === null ? null : { url: imageUrl, alt: imageAlt ?? '', credit: imageCredit } };
}
