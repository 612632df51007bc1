import {
  and,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lte,
  min,
  ne,
  notExists,
  notInArray,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';
import type { ArticleStore, CandidateQuery } from '../src/articles/article-store.js';
import type { Article } from '../src/articles/article.js';
import type { Db } from './open.js';
import { articles, issueArticles, issues, newsletterArticles } from './schema/index.js';

type Row = typeof articles.$inferSelect;

/** Issues of the newsletter that printed, or will print, the article; cancelled while it was sent, some readers have it. */
const printed = ({ newsletterId, forIssue }: CandidateQuery) =>
  and(
    eq(issues.newsletterId, newsletterId),
    or(
      notInArray(issues.state, ['cancelled', 'skipped']),
      and(eq(issues.state, 'cancelled'), isNotNull(issues.startedAt)),
    ),
    forIssue === undefined ? undefined : ne(issues.id, forIssue),
  );

/** `ArticleStore.candidates` and `leftOut`: the stories of a newsletter that may be printed, and those that may not. */
export function createCandidates(
  { orm }: Db,
  toArticle: (row: Row) => Article,
): Pick<ArticleStore, 'candidates' | 'leftOut'> {
  const offered = (query: CandidateQuery, printable: SQL | undefined) =>
    orm
      .select({ article: articles, newsletterSection: newsletterArticles.section, addedAt: newsletterArticles.addedAt })
      .from(newsletterArticles)
      .innerJoin(articles, eq(articles.id, newsletterArticles.articleId))
      .where(
        and(
          eq(newsletterArticles.newsletterId, query.newsletterId),
          or(gt(newsletterArticles.addedAt, query.since), gt(articles.embargoUntil, query.since)),
          printable,
        ),
      )
      .orderBy(
        desc(articles.featured),
        desc(sql`coalesce(${articles.publishedAt}, ${articles.firstSeenAt})`),
        desc(newsletterArticles.addedAt),
        desc(articles.id),
      )
      .limit(query.limit)
      .all()
      .map(({ article, ...place }) => ({ ...toArticle(article), ...place }));

  const inEarlierIssue = (query: CandidateQuery) =>
    orm
      .select({ one: sql`1` })
      .from(issueArticles)
      .innerJoin(issues, eq(issues.id, issueArticles.issueId))
      .where(and(eq(issueArticles.articleId, articles.id), printed(query)));

  return {
    candidates: async (query) =>
      offered(
        query,
        and(
          isNull(articles.retractedAt),
          isNull(articles.goneAt),
          or(isNull(articles.embargoUntil), lte(articles.embargoUntil, query.now)),
          notExists(inEarlierIssue(query)),
        ),
      ),
    async leftOut(query) {
      const stories = offered(
        query,
        or(
          isNotNull(articles.retractedAt),
          isNotNull(articles.goneAt),
          gt(articles.embargoUntil, query.now),
          sql`EXISTS ${inEarlierIssue(query)}`,
        ),
      );
      const printedOn = firstPrinted(
        orm,
        query,
        stories.map(({ id }) => id),
      );
      return stories.map((story) => ({ ...story, printedOn: printedOn.get(story.id) ?? null }));
    },
  };
}

/** Local date of the earliest issue that has each article. */
function firstPrinted(
  orm: Db['orm'],
  query: CandidateQuery,
  ids: readonly string[],
): ReadonlyMap<string, string | null> {
  const dates = orm
    .select({ id: issueArticles.articleId, on: min(issues.localDate) })
    .from(issueArticles)
    .innerJoin(issues, eq(issues.id, issueArticles.issueId))
    .where(and(inArray(issueArticles.articleId, [...ids]), printed(query)))
    .groupBy(issueArticles.articleId)
    .all();
  return new Map(dates.map(({ id, on }) => [id, on]));
}
