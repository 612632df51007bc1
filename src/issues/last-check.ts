import type { Article } from '../articles/article.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { keepChoices } from './explain-choices.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { recompose, type Stories } from './rewrite-issue.js';
import { replaceWithdrawn, type Replaced } from './replace-withdrawn.js';
import { followHeadlines } from './subject-line.js';
import { tellSkipped, tellTooFew, tellWithdrawn } from './tell-editors.js';
import { storiesOf, tooFew } from './stories-of.js';

/** Stand-ins may be gone too; an issue does not wait for more rounds than this. */
const ROUNDS = 3;

/**
 * The last look at an issue that is being prepared, before its audience is frozen: stories that were taken back, are under
 * embargo, or whose page answers 404 or 410 are left out, and the next candidates take their places. What was approved stays
 * approved without them, and the issue's log says what was done. False when too few stories are left: then it is not sent.
 * Safe to repeat, and takes at most some seconds.
 */
export async function lastCheck(deps: IssuesDeps, issue: Issue): Promise<boolean> {
  const newsletter = await deps.newsletters.find(issue.newsletterId);
  if (newsletter === undefined) return true;
  const before = await storiesOf(deps, issue);
  const left = await withoutWithdrawn(deps, { issue, newsletter, stories: before });
  const { stories } = left;
  const lines = [...left.lines, ...(await picturesLeftOut(deps, issue, stories))];
  if (lines.length > 0) {
    const least = issue.kind === 'digest' ? newsletter.minArticles : issue.note ? 0 : 1;
    if (stories.length < least)
      return stop(deps, { issue, newsletter, lines: [...lines, tooFew(stories.length, least)] });
    if (!(await replace(deps, { issue, newsletter, before, stories, lines }))) return false;
  }
  await keepChoices(deps, (await deps.issues.byId(issue.id)) ?? issue, newsletter);
  return true;
}

interface Checked {
  readonly issue: Issue;
  readonly newsletter: Newsletter;
  readonly stories: Stories;
}

async function withoutWithdrawn(deps: IssuesDeps, { issue, newsletter, stories }: Checked): Promise<Replaced> {
  let now: Replaced = { stories, lines: [] };
  const known = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const unknown = now.stories.map(({ article }) => article).filter(({ id }) => !known.has(id));
    const withdrawn = await withdrawnAmong(deps, unknown);
    for (const { id } of unknown) known.add(id);
    if (withdrawn.size === 0) break;
    const next = await replaceWithdrawn(deps, { issue, newsletter, stories: now.stories, withdrawn });
    now = { stories: next.stories, lines: [...now.lines, ...next.lines] };
  }
  return now;
}

async function withdrawnAmong(deps: IssuesDeps, articles: readonly Article[]): Promise<ReadonlyMap<string, string>> {
  const at = deps.clock.now();
  const reasons = new Map<string, string>();
  for (const { id, retractedAt, embargoUntil } of articles) {
    if (retractedAt !== null) reasons.set(id, 'its newsroom took it back');
    else if (embargoUntil !== null && embargoUntil > at) reasons.set(id, 'it is under embargo');
  }
  const gone = await deps.articles.checkLinks(articles.filter(({ id }) => !reasons.has(id)));
  for (const [id, status] of gone) reasons.set(id, `its page answers ${status}`);
  return reasons;
}

/** What turned out to be no picture since the issue was rendered would be a broken one in every mail. */
async function picturesLeftOut(deps: IssuesDeps, { id }: Issue, stories: Stories): Promise<readonly string[]> {
  const broken = new Set(await deps.issues.brokenPictures(id));
  return stories
    .filter(({ article }) => broken.has(article.id))
    .map(({ article }) => `The picture of “${article.title}” is left out because it cannot be shown.`);
}

type Outcome = Checked & { readonly before: Stories; readonly lines: readonly string[] };

const texts = (list: Stories) => list.map(({ article }) => article);

/** False when somebody else was here meanwhile: the next round looks again. */
async function replace(deps: IssuesDeps, { issue, newsletter, before, stories, lines }: Outcome): Promise<boolean> {
  const words = followHeadlines(issue, { before: texts(before), after: texts(stories), name: newsletter.name });
  const content = await recompose(deps, { issue, newsletter, stories, words, edited: issue.edited });
  if (content.contentHash === issue.contentHash) return true;
  const at = deps.clock.now();
  if (!(await deps.issues.replaceContent(issue.id, content, { expectedHash: issue.contentHash, at }))) return false;
  await deps.issues.addLog(issue.id, at, lines);
  await tellWithdrawn(deps, newsletter, { issue, lines });
  deps.logger.warn('issue.stories-withdrawn', { issue: issue.id, lines });
  return true;
}

/** What the schedule approved is skipped; what a person approved goes back to them. */
async function stop(
  deps: IssuesDeps,
  { issue, newsletter, lines }: Pick<Outcome, 'issue' | 'newsletter' | 'lines'>,
): Promise<false> {
  const at = deps.clock.now();
  const byItself = issue.approvedBy === 'scheduler';
  const reason = lines.at(-1) ?? null;
  const stopped = await deps.issues.transition({
    id: issue.id,
    from: ['preparing'],
    to: byItself ? 'skipped' : 'draft',
    at,
    reason,
    set: byItself
      ? { finishedAt: at }
      : { approvedHash: null, approvedBy: null, approvedAt: null, sendAt: null, frozenAt: null },
  });
  if (!stopped) return false;
  await deps.issues.addLog(issue.id, at, lines);
  if (byItself) await tellSkipped(deps, newsletter, { ...issue, stateReason: reason });
  else await tellTooFew(deps, newsletter, { issue, lines });
  return false;
}
