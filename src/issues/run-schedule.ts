import { MINUTE } from '../kernel/clock.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { cutOffAt, editionsAround, type EditionDate } from '../newsletters/schedule.js';
import { approveIssue } from './approve-issue.js';
import { bestOfKey, hasBestOf } from './best-of.js';
import { buildOnce } from './build-issue.js';
import { refreshDraft } from './edit-issue.js';
import { freshenSources, hastenSources } from './fresh-sources.js';
import { keepChoices } from './explain-choices.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { refreshOutdated } from './refresh-outdated.js';
import { tellDraftReady, tellFault, tellSkipped, tellTooLate } from './tell-editors.js';
import { blockers } from './view-issue.js';

/**
 * The scheduler's minute. Builds the drafts that are due, approves automatic ones at their time, starts what is approved
 * and due, skips what is too late. Safe to run at any time, twice, or on several machines: every step is gated by the
 * edition's unique key or by the issue's state.
 */
export async function runSchedule(deps: IssuesDeps): Promise<void> {
  await apart(deps, 'changed stories', async () => refreshOutdated(deps));
  for (const newsletter of await deps.newsletters.all()) {
    if (newsletter.active) await apart(deps, newsletter.slug, async () => runNewsletter(deps, newsletter));
  }
  await startDue(deps);
}

async function runNewsletter(deps: IssuesDeps, newsletter: Newsletter): Promise<void> {
  for (const edition of editionsAround(newsletter.schedule, deps.clock.now(), 1)) {
    await runEdition(deps, newsletter, edition);
    if (hasBestOf(newsletter, edition)) await runBestOf(deps, newsletter, edition);
  }
}

/** After the digest of its day, whose stories it may print. Built only where somebody gets it. */
async function runBestOf(deps: IssuesDeps, newsletter: Newsletter, edition: EditionDate): Promise<void> {
  if (!isOpen(deps, newsletter, edition)) return;
  const existing = await deps.issues.byEdition(newsletter.id, 'digest', bestOfKey(edition.localDate));
  if (existing === undefined && isStale(deps, newsletter, edition.dueAt)) return;
  if (existing === undefined && !(await deps.issues.hasWeeklyReaders(newsletter.id))) return;
  const draft = existing ?? (await buildDraft(deps, newsletter, edition, { bestOf: true }));
  const isDue = deps.clock.now() >= edition.dueAt;
  if (draft.state === 'draft' && isDue) await closeDraft(deps, { newsletter, edition, draft });
}

function isOpen({ clock }: IssuesDeps, newsletter: Newsletter, { dueAt }: EditionDate): boolean {
  const tooEarly = clock.now() < dueAt - newsletter.leadMinutes * MINUTE;
  const beforeOurTime = dueAt < newsletter.createdAt;
  return !tooEarly && !beforeOurTime;
}

/** A template that breaks for one newsletter must not keep the others from their readers. */
async function apart(deps: IssuesDeps, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    deps.logger.error('schedule.failed', { name, error });
    await tellFault(deps, name, fault);
  }
}

async function runEdition(deps: IssuesDeps, newsletter: Newsletter, edition: EditionDate): Promise<void> {
  const now = deps.clock.now();
  await hastenSources(deps, newsletter, momentsOf(newsletter, edition));
  if (!isOpen(deps, newsletter, edition)) return;
  const existing = await deps.issues.byEdition(newsletter.id, 'digest', edition.localDate);
  const issue = existing ?? (await buildDraft(deps, newsletter, edition));
  if (issue.state === 'draft' && now >= edition.dueAt) await closeDraft(deps, { newsletter, edition, draft: issue });
}

/** When stories are chosen, or come in too late to be chosen. */
const momentsOf = (newsletter: Newsletter, edition: EditionDate): readonly number[] => [
  buildAt(newsletter, edition),
  edition.dueAt,
  ...(newsletter.cutOff === null ? [] : [cutOffAt(newsletter.schedule, newsletter.cutOff, edition.localDate)]),
];

const buildAt = ({ leadMinutes }: Newsletter, { dueAt }: EditionDate): number => dueAt - leadMinutes * MINUTE;

const isStale = (deps: IssuesDeps, newsletter: Newsletter, dueAt: number): boolean =>
  deps.clock.now() > dueAt + newsletter.staleAfterMinutes * MINUTE;

async function buildDraft(
  deps: IssuesDeps,
  newsletter: Newsletter,
  edition: EditionDate,
  { bestOf }: { bestOf: boolean } = { bestOf: false },
): Promise<Issue> {
  if (!isStale(deps, newsletter, edition.dueAt)) await freshenSources(deps, newsletter);
  const built = await buildOnce(deps, { newsletter, kind: 'digest', date: edition, edited: false, bestOf });
  if (!built.ok) throw new Error(built.refusal.detail);
  deps.logger.info('issue.built', { issue: built.value.id, newsletter: newsletter.slug, date: edition.localDate });
  if (newsletter.mode === 'review' && !isStale(deps, newsletter, edition.dueAt)) {
    await tellDraftReady(deps, newsletter, built.value);
  }
  return built.value;
}

interface OpenDraft {
  readonly newsletter: Newsletter;
  readonly draft: Issue;
}

/** Its time has come: an automatic draft is approved, one under review waits until it is stale. */
async function closeDraft(
  deps: IssuesDeps,
  { newsletter, edition, draft }: OpenDraft & { edition: EditionDate },
): Promise<void> {
  if (isStale(deps, newsletter, edition.dueAt)) {
    const late = draft.createdAt > edition.dueAt + newsletter.staleAfterMinutes * MINUTE;
    return skip(deps, { newsletter, draft }, late ? NOT_RUNNING : 'Nobody approved it in time.');
  }
  if (newsletter.mode === 'automatic') await approveAutomatically(deps, { newsletter, draft });
}

async function approveAutomatically(deps: IssuesDeps, { newsletter, draft }: OpenDraft): Promise<void> {
  if (!draft.edited) {
    await freshenSources(deps, newsletter);
    await refreshDraft(deps, draft, newsletter);
  }
  const issue = (await deps.issues.byId(draft.id)) ?? draft;
  const [blocker] = await blockers(deps, issue, newsletter);
  if (blocker !== undefined) return skip(deps, { newsletter, draft: issue }, blocker);
  const approved = await approveIssue(deps, { id: issue.id, hash: issue.contentHash, actor: 'scheduler' });
  if (!approved.ok) deps.logger.warn('issue.not-approved', { issue: issue.id, reason: approved.refusal.code });
}

const NOT_RUNNING = 'Pressrun was not running when it was due, and by now the news is stale.';
const TOO_LATE = 'Its time passed while Pressrun was not running. Resume to send it anyway, or cancel it.';

async function skip(deps: IssuesDeps, { newsletter, draft }: OpenDraft, reason: string): Promise<void> {
  await keepChoices(deps, draft, newsletter);
  const at = deps.clock.now();
  const skipped = await deps.issues.transition({
    id: draft.id,
    from: ['draft'],
    to: 'skipped',
    at,
    reason,
    set: { finishedAt: at },
  });
  if (skipped) await tellSkipped(deps, newsletter, { ...draft, stateReason: reason });
}

/** Starts approved issues whose time has come, and rings again for those whose preparation was interrupted. */
async function startDue(deps: IssuesDeps): Promise<void> {
  for (const issue of await deps.issues.list({ states: ['approved'], limit: 100 })) {
    await apart(deps, issue.slug, async () => startIssue(deps, issue));
  }
  const preparing = await deps.issues.list({ states: ['preparing'], limit: 100 });
  deps.bell.ring(preparing.map(({ id }) => ({ name: 'prepare-issue', issueId: id })));
}

async function startIssue(deps: IssuesDeps, issue: Issue): Promise<void> {
  const now = deps.clock.now();
  if (issue.sendAt === null || issue.sendAt > now) return;
  const newsletter = await deps.newsletters.find(issue.newsletterId);
  const gate = { id: issue.id, from: ['approved'] as const, at: now };
  if (newsletter !== undefined && isStale(deps, newsletter, Math.max(issue.sendAt, issue.approvedAt ?? 0))) {
    await deps.issues.transition({ ...gate, to: 'paused', reason: TOO_LATE });
    await tellTooLate(deps, newsletter, issue);
  } else {
    await deps.issues.transition({ ...gate, to: 'preparing', set: { frozenAt: now } });
  }
}
