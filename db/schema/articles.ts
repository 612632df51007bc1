import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { HUB_STATES } from '../../src/articles/hub-subscription.js';
import { ofNewsletter } from './newsletters.js';
import { oneOf } from './one-of.js';

export const sources = sqliteTable(
  'sources',
  {
    id: text().primaryKey(),
    newsletterId: ofNewsletter(),
    url: text().notNull(),
    kind: text().notNull(),
    section: text(),
    title: text(),
    chosenBecause: text('chosen_because'),
    etag: text(),
    lastModified: text('last_modified'),
    nextFetchAt: integer('next_fetch_at').notNull(),
    lastFetchAt: integer('last_fetch_at'),
    lastNewAt: integer('last_new_at'),
    failures: integer().notNull().default(0),
    lastError: text('last_error'),
    createdAt: integer('created_at').notNull(),
    /** `host:port` of the url, which is stored as the URL standard writes it. */
    host: text().generatedAlwaysAs(
      sql`substr(substr(url, instr(url, '://') + 3), 1, instr(substr(url, instr(url, '://') + 3), '/') - 1)`,
      { mode: 'virtual' },
    ),
    /** A fetch is under way until then, or its process died. */
    fetchingUntil: integer('fetching_until'),
    /** The server asked not to be asked again before. */
    retryAt: integer('retry_at'),
    failingSince: integer('failing_since'),
    /** Gone for good: fetched again only when somebody asks. */
    stoppedAt: integer('stopped_at'),
    movedTo: text('moved_to'),
    /** Good answers in a row that named `movedTo`. */
    movedTimes: integer('moved_times').notNull().default(0),
    bodyHash: text('body_hash'),
    /** In the document that was read last. */
    stories: integer().notNull().default(0),
    /** JSON: how often and when the publisher wants to be asked, and its hub. */
    manners: text(),
  },
  (t) => [
    uniqueIndex('sources_newsletter_url').on(t.newsletterId, t.url),
    index('sources_due').on(t.nextFetchAt),
    index('sources_host').on(t.host, t.nextFetchAt),
  ],
);

/** Where publishers' hubs say that a source changed (WebSub). */
export const hubSubscriptions = sqliteTable(
  'hub_subscriptions',
  {
    sourceId: text('source_id')
      .primaryKey()
      .references(() => sources.id),
    hub: text().notNull(),
    topic: text().notNull(),
    /** The unguessable end of our address for this subscription. */
    token: text().notNull().unique(),
    secret: text().notNull(),
    state: text().notNull(),
    askedAt: integer('asked_at').notNull(),
    /** Requests since the hub last confirmed. */
    asked: integer().notNull(),
    leaseUntil: integer('lease_until'),
    renewAt: integer('renew_at'),
    lastPushAt: integer('last_push_at'),
    lastError: text('last_error'),
  },
  (t) => [check('hub_subscriptions_state', oneOf(t.state, HUB_STATES))],
);

export const articles = sqliteTable(
  'articles',
  {
    id: text().primaryKey(),
    canonicalUrl: text('canonical_url').notNull().unique(),
    externalId: text('external_id').unique(),
    url: text().notNull(),
    title: text().notNull(),
    dek: text(),
    author: text(),
    section: text(),
    imageUrl: text('image_url'),
    imageAlt: text('image_alt'),
    imageCredit: text('image_credit'),
    language: text(),
    body: text(),
    publishedAt: integer('published_at'),
    firstSeenAt: integer('first_seen_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    embargoUntil: integer('embargo_until'),
    retractedAt: integer('retracted_at'),
    /** Since when its page answers 404 or 410; null while it is there or was never looked at. */
    goneAt: integer('gone_at'),
    /** Chosen by its source to stand in front. */
    featured: integer({ mode: 'boolean' }).notNull().default(false),
    version: integer().notNull(),
    contentHash: text('content_hash').notNull(),
  },
  (t) => [index('articles_first_seen').on(t.firstSeenAt)],
);

/** The column of what belongs to an article. */
export const ofArticle = () =>
  text('article_id')
    .notNull()
    .references(() => articles.id);

export const articleVersions = sqliteTable(
  'article_versions',
  {
    articleId: ofArticle(),
    version: integer().notNull(),
    title: text().notNull(),
    dek: text(),
    url: text().notNull(),
    imageUrl: text('image_url'),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.version] })],
);

/** The second identity of an article: the guid it has in one source. */
export const articleGuids = sqliteTable(
  'article_guids',
  {
    sourceId: text('source_id')
      .notNull()
      .references(() => sources.id),
    guid: text().notNull(),
    articleId: ofArticle(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.guid] })],
);

/** Which newsletters an article may appear in, and in which section. */
export const newsletterArticles = sqliteTable(
  'newsletter_articles',
  {
    newsletterId: ofNewsletter(),
    articleId: ofArticle(),
    section: text(),
    addedAt: integer('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.newsletterId, t.articleId] }),
    index('newsletter_articles_recent').on(t.newsletterId, t.addedAt),
  ],
);
