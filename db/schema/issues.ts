import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { CORRECTION_DECISIONS } from '../../src/issues/correction.js';
import { ISSUE_KINDS, ISSUE_STATES } from '../../src/issues/issue.js';
import { oneOf } from './one-of.js';
import { ofArticle } from './articles.js';
import { ofNewsletter } from './newsletters.js';

export const issues = sqliteTable(
  'issues',
  {
    id: text().primaryKey(),
    newsletterId: ofNewsletter(),
    kind: text({ enum: ISSUE_KINDS }).notNull(),
    /** The day in the newsletter's own time zone, `2026-11-22`. */
    localDate: text('local_date').notNull(),
    /** The local date for a digest, the issue's id for a special: one digest a day, any number of specials. */
    editionKey: text('edition_key').notNull(),
    slug: text().notNull(),
    state: text({ enum: ISSUE_STATES }).notNull(),
    stateReason: text('state_reason'),
    subject: text().notNull(),
    preheader: text().notNull(),
    note: text(),
    /** True once an editor changed something: from then on the scheduler leaves the stories alone. */
    edited: integer({ mode: 'boolean' }).notNull().default(false),
    /** Stories are candidates when first seen after this instant. */
    candidatesSince: integer('candidates_since').notNull(),
    contentHash: text('content_hash').notNull(),
    approvedHash: text('approved_hash'),
    approvedBy: text('approved_by'),
    approvedAt: integer('approved_at'),
    sendAt: integer('send_at'),
    frozenAt: integer('frozen_at'),
    expectedCount: integer('expected_count'),
    excluded: text({ mode: 'json' }).$type<Record<string, number>>(),
    batchCount: integer('batch_count'),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('issues_edition').on(t.newsletterId, t.kind, t.editionKey),
    uniqueIndex('issues_slug').on(t.newsletterId, t.slug),
    index('issues_state').on(t.state, t.sendAt),
    check('issues_state_known', oneOf(t.state, ISSUE_STATES)),
    check('issues_kind_known', oneOf(t.kind, ISSUE_KINDS)),
  ],
);

/** The column of what belongs to an issue. */
export const ofIssue = () =>
  text('issue_id')
    .notNull()
    .references(() => issues.id);

/** The stories of an issue as they will be printed: a frozen copy, so that a later version cannot slip in. */
export const issueArticles = sqliteTable(
  'issue_articles',
  {
    issueId: ofIssue(),
    articleId: ofArticle(),
    position: integer().notNull(),
    section: text(),
    version: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.articleId] }), index('issue_articles_article').on(t.articleId)],
);

/** The rendered artefact every reader of this variant shares: preview, test, mail and archive are made from it. */
export const issueVariants = sqliteTable(
  'issue_variants',
  {
    issueId: ofIssue(),
    variant: text().notNull(),
    subject: text().notNull(),
    preheader: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    /** Unguessable prefix of the slot marks, so that no story can contain one. */
    slotKey: text('slot_key').notNull(),
    hash: text().notNull(),
    renderedAt: integer('rendered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.variant] })],
);

/** Why each story was taken or left out, as it was when the issue went out; worked out anew while it is open. */
export const issueChoices = sqliteTable(
  'issue_choices',
  {
    issueId: ofIssue(),
    articleId: ofArticle(),
    position: integer().notNull(),
    reason: text().notNull(),
    words: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.articleId] })],
);

/** Append only: what happened to an issue without an editor doing it, in words. */
export const issueLog = sqliteTable(
  'issue_log',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    issueId: ofIssue(),
    at: integer().notNull(),
    words: text().notNull(),
  },
  (t) => [index('issue_log_issue').on(t.issueId)],
);

/** What an editor decided about a story that changed after it was sent; a later change is a new question. */
export const corrections = sqliteTable(
  'corrections',
  {
    issueId: ofIssue(),
    articleId: ofArticle(),
    /** The version the editor saw. */
    version: integer().notNull(),
    decision: text({ enum: CORRECTION_DECISIONS }).notNull(),
    decidedBy: text('decided_by').notNull(),
    decidedAt: integer('decided_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.articleId] }),
    check('corrections_decision_known', oneOf(t.decision, CORRECTION_DECISIONS)),
  ],
);
