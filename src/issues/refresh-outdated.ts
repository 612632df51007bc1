import type { Outcome } from '../kernel/refusal.js';
import { refreshDraft } from './edit-issue.js';
import type { OutdatedStory } from './issue-store.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { rewrite, type Stories } from './rewrite-issue.js';
import { replaceWithdrawn } from './replace-withdrawn.js';
import { followHeadlines } from './subject-line.js';
import { tellApprovalVoid } from './tell-editors.js';
import { storiesOf } from './stories-of.js';

/**
 * Drafts and approved issues print what their stories say now: the headline or picture that changed before the send goes out.
 * A draft also loses stories that were withdrawn, and the next candidates take their places. An approval of other words is
 * void, and the editors are told; one whose story was withdrawn stands, because the last check before the send leaves it out.
 * @param only this issue
 */
export async function refreshOutdated(deps: IssuesDeps, only?: string): Promise<void> {
  const byIssue = new Map<string, OutdatedStory[]>();
  for (const story of await deps.issues.outdated()) {
    if (only !== undefined && story.issueId !== only) continue;
    byIssue.set(story.issueId, [...(byIssue.get(story.issueId) ?? []), story]);
  }
  for (const [id, outdated] of byIssue) await refresh(deps, id, outdated);
}

async function refresh(deps: IssuesDeps, id: string, outdated: readonly OutdatedStory[]): Promise<void> {
  const issue = await deps.issues.byId(id);
  const newsletter = issue && (await deps.newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return;
  const changed = outdated.filter((story) => story.changed);
  if (issue.state === 'approved' && changed.length === 0) return;
  const before = await storiesOf(deps, issue);
  const { stories, lines } =
    issue.state === 'approved'
      ? { stories: before, lines: [] }
      : await replaceWithdrawn(deps, { issue, newsletter, stories: before, withdrawn: withdrawnWords(outdated) });
  const after = stories.map(({ article }) => article);
  const words = followHeadlines(issue, { before: asPrinted(before, changed), after, name: newsletter.name });
  const { edited } = issue;
  const written =
    edited || issue.kind !== 'digest'
      ? await rewrite(deps, { issue, newsletter, stories, words, edited })
      : await refreshDraft(deps, issue, newsletter);
  await note(deps, issue, { written, lines: [...lines, ...changed.map(changeLine)] });
}

const changeLine = ({ was, title }: OutdatedStory): string =>
  was === title ? `The text or picture of “${title}” changed.` : `A headline changed: “${was}” is now “${title}”.`;

const withdrawnWords = (outdated: readonly OutdatedStory[]): ReadonlyMap<string, string> =>
  new Map(outdated.filter(({ withdrawn }) => withdrawn).map(({ articleId }) => [articleId, 'it was withdrawn']));

/** The stories with the headlines the issue has now. */
function asPrinted(stories: Stories, changed: readonly OutdatedStory[]) {
  const was = new Map(changed.map((story) => [story.articleId, story.was]));
  return stories.map(({ article }) => ({ ...article, title: was.get(article.id) ?? article.title }));
}

async function note(
  deps: IssuesDeps,
  issue: Issue,
  { written, lines }: { written: Outcome<void>; lines: readonly string[] },
): Promise<void> {
  const now = await deps.issues.byId(issue.id);
  if (!written.ok || now === undefined) return;
  if (now.contentHash === issue.contentHash) return deps.issues.markCurrent(issue.id, issue.contentHash);
  const isVoid = issue.state === 'approved' && now.state === 'draft';
  const at = deps.clock.now();
  await deps.issues.addLog(issue.id, at, [
    ...lines,
    ...(isVoid ? ['The approval is void: other words were approved.'] : []),
  ]);
  const newsletter = await deps.newsletters.find(issue.newsletterId);
  if (isVoid && newsletter !== undefined) await tellApprovalVoid(deps, newsletter, { issue: now, lines });
  deps.logger.info('issue.refreshed', { issue: issue.id, approvalVoid: isVoid });
}
