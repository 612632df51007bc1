import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Issue } from '../src/issues/issue.js';
import type { IssueContent, IssueStore, Transition } from '../src/issues/issue-store.js';
import { createFreezeStore } from './freeze-store.js';
import type { Db } from './open.js';
import { issueArticles, issues, issueVariants } from './schema/index.js';

export function createIssueStore({ db }: { db: Db }): IssueStore {
  const { orm } = db;
  const one = (condition: SQL | undefined) => orm.select().from(issues).where(condition).get();
  return {
    ...createFreezeStore(db),

    async insert({ issue, stories, variants }) {
      return db.write(() => {
        if (orm.insert(issues).values(toRow(issue)).onConflictDoNothing().run().changes === 0) return false;
        writeContent(db, issue.id, { stories, variants, at: issue.createdAt });
        return true;
      });
    },
    async byId(id) {
      return one(eq(issues.id, id));
    },
    async byEdition(newsletterId, kind, editionKey) {
      return one(
        and(eq(issues.newsletterId, newsletterId), sql`${issues.kind} = ${kind}`, eq(issues.editionKey, editionKey)),
      );
    },
    async bySlug(newsletterId, slug) {
      return one(and(eq(issues.newsletterId, newsletterId), eq(issues.slug, slug)));
    },
    async list({ newsletterId, states, limit }) {
      return orm
        .select()
        .from(issues)
        .where(
          and(
            newsletterId === undefined ? undefined : eq(issues.newsletterId, newsletterId),
            states === undefined ? undefined : inArray(issues.state, [...states]),
          ),
        )
        .orderBy(desc(issues.createdAt), desc(issues.id))
        .limit(limit)
        .all();
    },
    async stories(issueId) {
      return orm
        .select({
          articleId: issueArticles.articleId,
          position: issueArticles.position,
          section: issueArticles.section,
          version: issueArticles.version,
        })
        .from(issueArticles)
        .where(eq(issueArticles.issueId, issueId))
        .orderBy(issueArticles.position)
        .all();
    },
    async variants(issueId) {
      return orm.select().from(issueVariants).where(eq(issueVariants.issueId, issueId)).all();
    },
    async saveContent(id, content, guard) {
      return db.write(() => saveContent(db, id, content, guard));
    },
    async noteTrouble(id, reason) {
      const sending = and(eq(issues.id, id), eq(issues.state, 'sending'));
      orm.update(issues).set({ stateReason: reason }).where(sending).run();
    },
    async transition(transition) {
      return applyTransition(db, transition);
    },
  };
}

/** An approval that stood is void: the issue is a draft again. */
function saveContent(db: Db, id: string, content: IssueContent, guard: { expectedHash: string; at: number }): boolean {
  const { stories, variants, ...fields } = content;
  const changed = db.orm
    .update(issues)
    .set({
      ...fields,
      state: 'draft',
      stateReason: null,
      approvedHash: null,
      approvedBy: null,
      approvedAt: null,
      sendAt: null,
      updatedAt: guard.at,
    })
    .where(
      and(eq(issues.id, id), inArray(issues.state, ['draft', 'approved']), eq(issues.contentHash, guard.expectedHash)),
    )
    .run().changes;
  if (changed === 1) writeContent(db, id, { stories, variants, at: guard.at });
  return changed === 1;
}

function writeContent(
  { orm }: Db,
  issueId: string,
  { stories, variants, at }: Pick<IssueContent, 'stories' | 'variants'> & { at: number },
): void {
  orm.delete(issueArticles).where(eq(issueArticles.issueId, issueId)).run();
  orm.delete(issueVariants).where(eq(issueVariants.issueId, issueId)).run();
  if (stories.length > 0) {
    orm
      .insert(issueArticles)
      .values(stories.map((story) => ({ issueId, ...story })))
      .run();
  }
  orm
    .insert(issueVariants)
    .values(variants.map((variant) => ({ issueId, ...variant, renderedAt: at })))
    .run();
}

function applyTransition({ orm }: Db, { id, from, to, at, reason = null, contentHash, set = {} }: Transition): boolean {
  const { changes } = orm
    .update(issues)
    .set({ ...set, state: to, stateReason: reason, updatedAt: at })
    .where(
      and(
        eq(issues.id, id),
        inArray(issues.state, [...from]),
        contentHash === undefined ? undefined : eq(issues.contentHash, contentHash),
      ),
    )
    .run();
  return changes === 1;
}

const toRow = (issue: Issue): typeof issues.$inferInsert => ({
  ...issue,
  excluded: issue.excluded === null ? null : { ...issue.excluded },
});
