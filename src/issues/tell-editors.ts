import { DAY } from '../kernel/clock.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';

type Deps = Pick<IssuesDeps, 'notices' | 'baseUrl' | 'clock'>;

const openIssue = ({ baseUrl }: Deps, issue: Issue) => ({
  label: 'Open the issue',
  url: `${baseUrl}/desk/issues/${issue.id}`,
});

/** A draft waits for an editor. */
export async function tellDraftReady(deps: Deps, newsletter: Newsletter, issue: Issue): Promise<void> {
  await deps.notices.tell({
    key: `draft-ready:${issue.id}`,
    heading: `${newsletter.name}: the draft of ${issue.localDate} is ready`,
    paragraphs: [
      `It is due at ${newsletter.schedule.time} (${newsletter.schedule.timeZone}) and waits for somebody to approve it.`,
      `The lead at the moment: ${issue.subject}`,
    ],
    action: openIssue(deps, issue),
  });
}

/** Nothing was sent today, and why. */
export async function tellSkipped(deps: Deps, newsletter: Newsletter, issue: Issue): Promise<void> {
  await deps.notices.tell({
    key: `issue-skipped:${issue.id}`,
    heading: `${newsletter.name}: no issue for ${issue.localDate}`,
    paragraphs: [issue.stateReason ?? '', 'Nothing was sent. The next issue will look at the same stories again.'],
    action: openIssue(deps, issue),
  });
}

/** An approved issue waits, because its news may be old by now. */
export async function tellTooLate(deps: Deps, newsletter: Newsletter, issue: Issue): Promise<void> {
  await deps.notices.tell({
    key: `issue-too-late:${issue.id}`,
    heading: `${newsletter.name}: the issue of ${issue.localDate} waits for you`,
    paragraphs: ['Its time passed while Pressrun was not running. Resume it to send it anyway, or cancel it.'],
    action: openIssue(deps, issue),
  });
}

/** Something broke while an issue was built or started; told once a day. */
export async function tellFault(deps: Deps, name: string, fault: string): Promise<void> {
  await deps.notices.tell({
    key: `schedule-failed:${name}:${Math.floor(deps.clock.now() / DAY)}`,
    heading: `${name} could not be built or started`,
    paragraphs: [fault.slice(0, 500), 'It is tried again every few seconds. Nothing was sent.'],
    action: { label: 'Open the desk', url: `${deps.baseUrl}/desk` },
  });
}

interface Told {
  readonly issue: Issue;
  /** What happened, a sentence each. */
  readonly lines: readonly string[];
}

/** An approval does not count any more, because a story says something else now. */
export async function tellApprovalVoid(deps: Deps, newsletter: Newsletter, { issue, lines }: Told): Promise<void> {
  const next =
    newsletter.mode === 'automatic' && issue.kind === 'digest'
      ? 'It goes out by itself at its time, with what the stories say then.'
      : 'It waits for somebody to approve it again; nothing goes out before that.';
  await deps.notices.tell({
    key: `approval-void:${issue.id}:${issue.contentHash}`,
    heading: `${newsletter.name}: the issue of ${issue.localDate} changed after it was approved`,
    paragraphs: [...lines, next],
    action: openIssue(deps, issue),
  });
}

/** Stories were left out at the last moment; the issue is on its way. */
export async function tellWithdrawn(deps: Deps, newsletter: Newsletter, { issue, lines }: Told): Promise<void> {
  await deps.notices.tell({
    key: `stories-withdrawn:${issue.id}:${issue.contentHash}`,
    heading: `${newsletter.name}: the issue of ${issue.localDate} goes out without a story it had`,
    paragraphs: lines,
    action: openIssue(deps, issue),
  });
}

/** So many stories were withdrawn at the last moment that a person has to decide. */
export async function tellTooFew(deps: Deps, newsletter: Newsletter, { issue, lines }: Told): Promise<void> {
  await deps.notices.tell({
    key: `too-few:${issue.id}:${issue.contentHash}`,
    heading: `${newsletter.name}: the issue of ${issue.localDate} was not sent`,
    paragraphs: [...lines, 'It is a draft again. Add stories and approve it, or cancel it.'],
    action: openIssue(deps, issue),
  });
}
