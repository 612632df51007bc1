import { done, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { composeContent, newSlotKey } from './compose-content.js';
import { changedIssue } from './issue-refusals.js';
import type { IssueContent } from './issue-store.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';

export type Stories = Parameters<typeof composeContent>[1]['stories'];

interface Rewrite {
  readonly issue: Issue;
  readonly newsletter: Newsletter;
  readonly stories: Stories;
  readonly words: { subject?: string | undefined; preheader?: string | undefined; note?: string | null | undefined };
  readonly edited: boolean;
}

/** Renders an open issue anew and stores it; unchanged when nothing of it shows. An approval that stood is void. */
export async function rewrite(
  deps: IssuesDeps,
  { issue, newsletter, stories, words, edited }: Rewrite,
): Promise<Outcome<void>> {
  const content = await recompose(deps, { issue, newsletter, stories, words, edited });
  if (content.contentHash === issue.contentHash && edited === issue.edited) return done(undefined);
  const guard = { expectedHash: issue.contentHash, at: deps.clock.now() };
  return (await deps.issues.saveContent(issue.id, content, guard)) ? done(undefined) : changedIssue();
}

/** What the issue would be with these stories and words; what is not given stays. */
export async function recompose(
  deps: IssuesDeps,
  { issue, newsletter, stories, words, edited }: Rewrite,
): Promise<IssueContent> {
  const [variant] = await deps.issues.variants(issue.id);
  return composeContent(deps, {
    newsletter,
    slug: issue.slug,
    localDate: issue.localDate,
    subject: words.subject ?? issue.subject,
    preheader: words.preheader ?? issue.preheader,
    note: words.note === undefined ? issue.note : words.note,
    stories,
    slotKey: variant?.slotKey ?? newSlotKey(deps),
    edited,
  });
}
