import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Issue } from '../src/issues/issue.js';
import type { IssueStore, Transition } from '../src/issues/issue-store.js';
import { createCorrectionStore } from './correction-store.js';
import { createFreezeStore } from './freeze-store.js';
import { createContentReader, replaceContent, saveContent, writeContent } from './issue-content.js';
import { createIssueLog } from './issue-log.js';
import type { Db } from './open.js';
import { createOutdated } from './outdated-stories.js';
import { issues } from './schema/index.js';

export function createIssueStore({ db }: { db: Db }): IssueStore {
  const { orm } = db;
  const one = (condition: SQL | undefined) => orm.select().from(issues).where(condition).get();
  return {
    ...createFreezeStore(db),
    ...createContentReader(db),
    ...createIssueLog(db),
    ...createOutdated(db),
    ...createCorrectionStore(db),

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
    async saveContent(id, content, guard) {
      return db.write(() => saveContent(db, id, content, guard));
    },
    async replaceContent(id, content, guard) {
      return db.write(() => replaceContent(db, id, content, guard));
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
