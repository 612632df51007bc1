import { MINUTE } from '../kernel/clock.js';
import { done, invalid, type Outcome } from '../kernel/refusal.js';
import { storiesChanged, unknownIssue, wrongState } from './issue-refusals.js';
import type { Issue, IssueState } from './issue.js';
import type { Transition } from './issue-store.js';
import type { IssuesDeps } from './issues-deps.js';
import { refreshOutdated } from './refresh-outdated.js';

/** Starts an approved issue now, or plans it for `at`. Only one caller can win: the state is the gate. */
export async function sendIssue(deps: IssuesDeps, id: string, { at }: { at?: number }): Promise<Outcome<Issue>> {
  const now = deps.clock.now();
  if (at !== undefined && at < now - MINUTE) return timePassed();
  if (at !== undefined && at > now) {
    return move(deps, { id, from: ['approved'], to: 'approved', at: now, set: { sendAt: at } }, 'planned');
  }
  const approved = await deps.issues.byId(id);
  await refreshOutdated(deps, id);
  if (approved?.state === 'approved' && (await deps.issues.byId(id))?.contentHash !== approved.contentHash)
    return storiesChanged();
  const started = await move(
    deps,
    { id, from: ['approved'], to: 'preparing', at: now, set: { sendAt: now, frozenAt: now } },
    'sent',
  );
  if (started.ok) deps.bell.ring([{ name: 'prepare-issue', issueId: id }]);
  return started;
}

/** A slip of the finger in a date must not mail everybody at once. */
const timePassed = () =>
  invalid('issue.invalid', [
    { field: 'at', fault: 'has passed; leave it out to send now', example: '2026-11-22T07:00:00Z' },
  ]);

/** Nothing is claimed from the next claim on; what is on the wire finishes. */
export const pauseIssue = async (deps: IssuesDeps, id: string, reason: string): Promise<Outcome<Issue>> =>
  move(deps, { id, from: ['preparing', 'sending'], to: 'paused', at: deps.clock.now(), reason }, 'paused');

/** Goes on exactly where the ledger stands; an issue whose audience was never frozen is prepared first. */
export async function resumeIssue(deps: IssuesDeps, id: string): Promise<Outcome<Issue>> {
  const issue = await deps.issues.byId(id);
  if (issue === undefined) return unknownIssue(id);
  const to: IssueState = issue.expectedCount === null ? 'preparing' : 'sending';
  const resumed = await move(deps, { id, from: ['paused'], to, at: deps.clock.now() }, 'resumed');
  if (resumed.ok && to === 'preparing') deps.bell.ring([{ name: 'prepare-issue', issueId: id }]);
  if (resumed.ok && to === 'sending') ringBatches(deps, resumed.value);
  return resumed;
}

/** Nobody else gets it: what was not tried yet is skipped, what is on the wire finishes. */
export async function cancelIssue(deps: IssuesDeps, id: string, reason: string): Promise<Outcome<Issue>> {
  const at = deps.clock.now();
  const from: readonly IssueState[] = ['draft', 'approved', 'preparing', 'sending', 'paused'];
  const cancelled = await move(deps, { id, from, to: 'cancelled', at, reason, set: { finishedAt: at } }, 'cancelled');
  if (cancelled.ok) await deps.issues.skipUnsent(id, 'cancelled', at);
  return cancelled;
}

/** One job per batch; lost ones are rung again by reconcile. */
export function ringBatches({ bell }: Pick<IssuesDeps, 'bell'>, issue: Issue): void {
  const batches = Array.from({ length: issue.batchCount ?? 0 }, (_, batch) => batch);
  bell.ring(batches.map((batch) => ({ name: 'send-batch', issueId: issue.id, batch })));
}

/** The issue as it is now. */
export async function outcomeOf(deps: IssuesDeps, id: string): Promise<Outcome<Issue>> {
  const issue = await deps.issues.byId(id);
  return issue === undefined ? unknownIssue(id) : done(issue);
}

async function move(deps: IssuesDeps, transition: Transition, verb: string): Promise<Outcome<Issue>> {
  const moved = await deps.issues.transition(transition);
  const now = await outcomeOf(deps, transition.id);
  return moved || !now.ok ? now : wrongState(now.value, verb);
}
