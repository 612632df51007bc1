import type { Actor } from '../kernel/actor.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { dueAt } from '../newsletters/schedule.js';
import { changedIssue, unknownIssue, wrongState } from './issue-refusals.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { outcomeOf } from './steer-issue.js';
import { blockers } from './view-issue.js';

/** Approves exactly the content with this hash. A digest then goes out at its time, a special when somebody sends it. */
export async function approveIssue(
  deps: IssuesDeps,
  { id, hash, actor }: { id: string; hash: string; actor: Actor },
): Promise<Outcome<Issue>> {
  const issue = await deps.issues.byId(id);
  const newsletter = issue && (await deps.newsletters.find(issue.newsletterId));
  if (issue === undefined || newsletter === undefined) return unknownIssue(id);
  if (issue.state !== 'draft' && issue.state !== 'approved') return wrongState(issue, 'approved');
  if (hash !== issue.contentHash) return changedIssue();
  // A second approval of the same words, from a page that was open longer, must not move a time that was set meanwhile.
  if (issue.state === 'approved') return done(issue);
  const [blocker] = await blockers(deps, issue, newsletter);
  if (blocker !== undefined) return refuse({ code: 'issue.not-ready', kind: 'conflict', detail: blocker });
  const approved = await deps.issues.transition({
    id,
    from: ['draft'],
    to: 'approved',
    at: deps.clock.now(),
    contentHash: hash,
    set: { approvedHash: hash, approvedBy: actor, approvedAt: deps.clock.now(), sendAt: plannedFor(issue, newsletter) },
  });
  return approved ? outcomeOf(deps, id) : changedIssue();
}

const plannedFor = (issue: Issue, { schedule }: Newsletter): number | null =>
  issue.kind === 'digest' ? dueAt(schedule, issue.localDate) : null;
