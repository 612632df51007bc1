import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { namedStories } from './build-issue.js';
import { candidatesFor, chooseStories } from './choose-stories.js';
import { changedIssue, unknownIssue, wrongState } from './issue-refusals.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { oneLine } from './one-line.js';
import { preheaderFrom, subjectFrom } from './subject-line.js';
import { rewrite, type Stories } from './rewrite-issue.js';
import { storiesOf } from './stories-of.js';

const patchSchema = z.strictObject({
  subject: oneLine.min(1).max(200).optional(),
  preheader: oneLine.max(200).optional(),
  note: z.string().trim().max(2000).nullable().optional(),
  articles: z.array(z.string()).max(50).optional(),
  /** The content's hash when the editor looked; guards against two editors. */
  hash: z.string().optional(),
});

const EXAMPLES = { subject: 'Ferry line to the islands reopens', articles: '["<id>", "<id>"]' };

/** Renders the changed issue anew; an approval that stood is void. */
export async function editIssue(deps: IssuesDeps, id: string, patch: unknown): Promise<Outcome<void>> {
  const checked = checkInput(patchSchema, patch, { code: 'issue.invalid', examples: EXAMPLES });
  if (!checked.ok) return checked;
  const issue = await deps.issues.byId(id);
  const newsletter = issue && (await deps.newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return unknownIssue(id);
  if (issue.state !== 'draft' && issue.state !== 'approved') return wrongState(issue, 'edited');
  const { hash, articles, ...words } = checked.value;
  if (hash !== undefined && hash !== issue.contentHash) return changedIssue();
  const stories =
    articles === undefined ? done(await storiesOf(deps, issue)) : await inOrder(deps, { issue, newsletter, articles });
  if (!stories.ok) return stories;
  return rewrite(deps, { issue, newsletter, stories: stories.value, words, edited: true });
}

/** A draft nobody touched takes the newest stories and their newest wording; an unchanged one stays as it is. */
export async function refreshDraft(deps: IssuesDeps, issue: Issue, newsletter: Newsletter): Promise<Outcome<void>> {
  const stories = await chooseStories(deps, newsletter, issue);
  const titles = stories.map(({ article }) => article.title);
  const words = {
    subject: subjectFrom(titles, newsletter.name),
    preheader: preheaderFrom(titles, stories[0]?.article.dek ?? null),
  };
  return rewrite(deps, { issue, newsletter, stories, words, edited: false });
}

/** Named articles keep the section they have in the issue or among its candidates. */
async function inOrder(
  deps: IssuesDeps,
  { issue, newsletter, articles }: { issue: Issue; newsletter: Newsletter; articles: readonly string[] },
): Promise<Outcome<Stories>> {
  const named = await namedStories(deps, articles);
  if (!named.ok) return named;
  // Who puts a story back says that its page is there again; otherwise it would be left out at once.
  await deps.articles.checkLinks(named.value.filter(({ goneAt }) => typeof goneAt === 'number'));
  const sections = new Map<string, string | null>([
    ...(await candidatesFor(deps, newsletter, issue)).map((c) => [c.id, c.newsletterSection] as const),
    ...(await deps.issues.stories(issue.id)).map((story) => [story.articleId, story.section] as const),
  ]);
  return done(named.value.map((article) => ({ article, section: sections.get(article.id) ?? article.section })));
}
