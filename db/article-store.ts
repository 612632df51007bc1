import { and, desc, eq, gt, inArray, isNull, lte, ne, notExists, notInArray, or, sql } from 'drizzle-orm';
import type { ArticleStore, Candidate, CandidateQuery } from '../src/articles/article-store.js';
import type { Article } from '../src/articles/article.js';
import { createIngest } from './ingest-articles.js';
import type { Db } from './open.js';
import { createPush } from './push-article.js';
import { articleGuids, articles, issueArticles, issues, newsletterArticles } from './schema/index.js';

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
    candidates: async (query) => candidates(db, query),
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

function candidates(db: Db, { newsletterId, since, now, limit, forIssue }: CandidateQuery): readonly Candidate[] {
  const inEarlierIssue = db.orm
    .select({ one: sql`1` })
    .from(issueArticles)
    .innerJoin(issues, eq(issues.id, issueArticles.issueId))
    .where(
      and(
        eq(issueArticles.articleId, articles.id),
        eq(issues.newsletterId, newsletterId),
        notInArray(issues.state, ['cancelled', 'skipped']),
        forIssue === undefined ? undefined : ne(issues.id, forIssue),
      ),
    );
  return db.orm
    .select({ article: articles, section: newsletterArticles.section, addedAt: newsletterArticles.addedAt })
    .from(newsletterArticles)
    .innerJoin(articles, eq(articles.id, newsletterArticles.articleId))
    .where(
      and(
        eq(newsletterArticles.newsletterId, newsletterId),
        or(gt(newsletterArticles.addedAt, since), gt(articles.embargoUntil, since)),
        isNull(articles.retractedAt),
        or(isNull(articles.embargoUntil), lte(articles.embargoUntil, now)),
        notExists(inEarlierIssue),
      ),
    )
    .orderBy(
      desc(sql`coalesce(${articles.publishedAt}, ${articles.firstSeenAt})`),
      desc(newsletterArticles.addedAt),
      desc(articles.id),
    )
    .limit(limit)
    .all()
    .map(({ article, section, addedAt }) => ({ ...toArticle(article), newsletterSection: section, addedAt }));
}

function toArticle({ imageUrl, imageAlt, imageCredit, contentHash: _hash, ...row }: Row): Article {
  return { ...row, image: imageUrl === null ? null : { url: imageUrl, alt: imageAlt ?? '', credit: imageCredit } };
}
