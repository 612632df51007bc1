import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import type { StoryView } from './room.js';

/** The stories of an issue in print order, with what they say now. */
export async function storiesOf(deps: IssuesDeps, issue: Issue): Promise<readonly StoryView[]> {
  const rows = await deps.issues.stories(issue.id);
  const articles = await deps.articles.byIds(rows.map((row) => row.articleId));
  const byId = new Map(articles.map((article) => [article.id, article]));
  return rows.flatMap(({ articleId, section, position }) => {
    const article = byId.get(articleId);
    return article === undefined ? [] : [{ article, section, position }];
  });
}

export const tooFew = (count: number, least: number): string =>
  `There ${count === 1 ? 'is 1 story' : `are ${count} stories`}, and an issue needs at least ${least}.`;
