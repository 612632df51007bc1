import { asc, eq } from 'drizzle-orm';
import type { IssueStore } from '../src/issues/issue-store.js';
import { CHOICE_REASONS } from '../src/issues/story-reasons.js';
import type { Db } from './open.js';
import { issueChoices, issueLog } from './schema/index.js';

/** What happened to an issue, and why each story was taken or left out. */
export function createIssueLog(db: Db): Pick<IssueStore, 'addLog' | 'log' | 'keepChoices' | 'choices'> {
  const { orm } = db;
  return {
    async addLog(issueId, at, lines) {
      if (lines.length === 0) return;
      orm
        .insert(issueLog)
        .values(lines.map((words) => ({ issueId, at, words })))
        .run();
    },
    log: async (issueId) =>
      orm
        .select({ at: issueLog.at, words: issueLog.words })
        .from(issueLog)
        .where(eq(issueLog.issueId, issueId))
        .orderBy(asc(issueLog.id))
        .all(),
    keepChoices: async (issueId, choices) =>
      db.write(() => {
        orm.delete(issueChoices).where(eq(issueChoices.issueId, issueId)).run();
        if (choices.length === 0) return;
        const rows = choices.map((choice, position) => ({ issueId, position, ...choice }));
        orm.insert(issueChoices).values(rows).run();
      }),
    choices: async (issueId) =>
      orm
        .select({ articleId: issueChoices.articleId, reason: issueChoices.reason, words: issueChoices.words })
        .from(issueChoices)
        .where(eq(issueChoices.issueId, issueId))
        .orderBy(asc(issueChoices.position))
        .all()
        .flatMap(({ reason, ...row }) => {
          const known = CHOICE_REASONS.find((each) => each === reason);
          return known === undefined ? [] : [{ ...row, reason: known }];
        }),
  };
}
