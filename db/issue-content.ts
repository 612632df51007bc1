import { and, eq, inArray, max } from 'drizzle-orm';
import type { IssueState } from '../src/issues/issue.js';
import type { IssueContent, IssueStore } from '../src/issues/issue-store.js';
import type { Db } from './open.js';
import { issueArticles, issues, issueVariants } from './schema/index.js';

/** What was seen of an issue by whoever writes over it. */
interface Seen {
  readonly expectedHash: string;
  readonly at: number;
}

const NOT_APPROVED = {
  state: 'draft',
  stateReason: null,
  approvedHash: null,
  approvedBy: null,
  approvedAt: null,
  sendAt: null,
} as const;

/** An approval that stood is void: the issue is a draft again. */
export const saveContent = (db: Db, id: string, content: IssueContent, seen: Seen): boolean =>
  writeOver(db, { id, content, seen }, { from: ['draft', 'approved'], set: NOT_APPROVED });

/** Only while the audience is not open: nobody has got anything yet. */
export const replaceContent = (db: Db, id: string, content: IssueContent, seen: Seen): boolean =>
  writeOver(db, { id, content, seen }, { from: ['preparing'], set: { approvedHash: content.contentHash } });

/** False, and nothing written, when the issue left these states or its content is another by now. */
function writeOver(
  db: Db,
  { id, content, seen }: { id: string; content: IssueContent; seen: Seen },
  { from, set }: { from: readonly IssueState[]; set: Partial<typeof issues.$inferInsert> },
): boolean {
  const { stories, variants, ...fields } = content;
  const changed = db.orm
    .update(issues)
    .set({ ...fields, ...set, updatedAt: seen.at })
    .where(and(eq(issues.id, id), inArray(issues.state, from), eq(issues.contentHash, seen.expectedHash)))
    .run().changes;
  if (changed === 1) writeContent(db, id, { stories, variants, at: seen.at });
  return changed === 1;
}

/** The stories and variants of an issue, in place of those it had. */
export function writeContent(
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

/** The stories and variants an issue has now. */
export function createContentReader({ orm }: Db): Pick<IssueStore, 'stories' | 'variants' | 'renderedAt'> {
  return {
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
    async renderedAt(issueId) {
      const at = orm
        .select({ at: max(issueVariants.renderedAt) })
        .from(issueVariants)
        .where(eq(issueVariants.issueId, issueId));
      return at.get()?.at ?? 0;
    },
  };
}
