import type { LeftOut } from '../articles/article-store.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { isBestOf } from './best-of.js';
import { judgeStories, reachOf } from './choose-stories.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { leftOutWords, REASON_WORDS, type Choice, type StoryChoice } from './story-reasons.js';
import { storiesOf } from './stories-of.js';

/** Stories that cannot be printed and were left out: more help nobody. */
const LEFT_OUT_LIMIT = 40;

/**
 * Why each story is in the issue or not: those in it first, in print order. Worked out anew while the issue is open, as it was
 * when it went out afterwards.
 */
export async function explainChoices(
  deps: IssuesDeps,
  issue: Issue,
  newsletter: Newsletter,
): Promise<readonly StoryChoice[]> {
  return issue.state === 'draft' || issue.state === 'approved'
    ? reasonsNow(deps, issue, newsletter)
    : kept(deps, issue);
}

/** Keeps the reasons as they are now, because the issue is open no more. */
export async function keepChoices(deps: IssuesDeps, issue: Issue, newsletter: Newsletter): Promise<void> {
  const choices = await reasonsNow(deps, issue, newsletter);
  const rows = choices.map(({ article, reason, words }) => ({ articleId: article.id, reason, words }));
  await deps.issues.keepChoices(issue.id, rows);
}

async function kept(deps: IssuesDeps, issue: Issue): Promise<readonly StoryChoice[]> {
  const rows = await deps.issues.choices(issue.id);
  const printed = new Map((await deps.issues.stories(issue.id)).map((story) => [story.articleId, story.section]));
  const articles = new Map(
    (await deps.articles.byIds(rows.map((row) => row.articleId))).map((each) => [each.id, each]),
  );
  return rows.flatMap(({ articleId, reason, words }) => {
    const article = articles.get(articleId);
    if (article === undefined) return [];
    const section = printed.get(articleId) ?? article.section;
    return [{ article, section, chosen: printed.has(articleId), reason, words }];
  });
}

async function reasonsNow(deps: IssuesDeps, issue: Issue, newsletter: Newsletter): Promise<readonly StoryChoice[]> {
  const judged = new Map((await judgeStories(deps, newsletter, issue)).map((choice) => [choice.candidate.id, choice]));
  const madeAt = await deps.issues.renderedAt(issue.id);
  const leftOut = await storiesLeftOut(deps, issue, newsletter);
  const inIssue = await storiesOf(deps, issue);
  const printed = new Set(inIssue.map(({ article }) => article.id));
  const unprintable = new Map(leftOut.map((story) => [story.id, story]));
  const zone = newsletter.schedule.timeZone;
  return [
    ...inIssue.map(({ article, section }) => {
      const obstacle = unprintable.get(article.id);
      const why = obstacle ? leftOutWords(obstacle, zone) : whyChosen(issue, judged.get(article.id));
      return { article, section, chosen: true, ...why };
    }),
    ...[...judged.values()]
      .filter(({ candidate }) => !printed.has(candidate.id))
      .map((choice) => ({ ...placeOf(choice.candidate), chosen: false, ...whyLeftOut(issue, choice, madeAt) })),
    ...leftOut
      .filter(({ id }) => !printed.has(id))
      .map((story) => ({ ...placeOf(story), chosen: false, ...leftOutWords(story, zone) })),
  ];
}

async function storiesLeftOut(deps: IssuesDeps, issue: Issue, newsletter: Newsletter): Promise<readonly LeftOut[]> {
  return deps.articles.leftOut({ ...reachOf(deps, newsletter, issue), limit: LEFT_OUT_LIMIT });
}

const placeOf = (story: LeftOut | Choice['candidate']) => ({ article: story, section: story.newsletterSection });

type Why = Pick<Choice, 'reason' | 'words'>;

function whyChosen(issue: Issue, judged: Choice | undefined): Why {
  if (isBestOf(issue) && !issue.edited) return { reason: 'best-of', words: REASON_WORDS.bestOf() };
  if (judged?.chosen) return judged;
  if (issue.edited || judged === undefined) return { reason: 'editor', words: REASON_WORDS.byEditor() };
  return { reason: 'newest', words: REASON_WORDS.inDraft() };
}

/** What would be chosen now and is not in the issue came later, or an editor did not want it. */
function whyLeftOut(issue: Issue, judged: Choice, madeAt: number): Why {
  if (!judged.chosen) return judged;
  if (judged.candidate.addedAt > madeAt || !issue.edited)
    return { reason: 'came-later', words: REASON_WORDS.cameLater() };
  return { reason: 'dropped-by-editor', words: REASON_WORDS.droppedByEditor() };
}
