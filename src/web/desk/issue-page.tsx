import type { JSX } from 'preact';
import { dueAt } from '../../newsletters/schedule.js';
import { Notice } from '../components.js';
import { ChoicesPanel, IssueLog } from './choices-panel.js';
import { EditForm } from './edit-form.js';
import { IssueSteps } from './issue-steps.js';
import { StateBadge } from './state-badge.js';
import { Preview } from './preview.js';
import { ProgressPanel } from './progress-panel.js';
import { StoryLines } from './story-lines.js';
import type { IssuePageProps } from './issue-page-props.js';
import { KIND_WORDS, timeWords } from './words.js';

export function IssuePage(props: IssuePageProps): JSX.Element {
  const { visit, view, progress } = props;
  const { issue, stories } = view;
  const editable = progress === null && visit.may('editor');
  return (
    <>
      <IssueHead {...props} />
      {progress === null ? null : <ProgressPanel visit={visit} issue={issue} progress={progress} />}
      <div class="issue-columns">
        <div>
          {progress === null && view.warnings.length > 0 ? <Warnings warnings={view.warnings} /> : null}
          {editable ? <EditForm {...props} /> : <StoryLines stories={stories} />}
          <ChoicesPanel choices={view.choices} />
          <IssueLog log={view.log} zone={view.newsletter.schedule.timeZone} now={props.now} />
        </div>
        <div class="issue-side">
          {visit.may('editor') ? <IssueSteps {...props} /> : null}
          <Preview issue={issue} />
        </div>
      </div>
    </>
  );
}

function IssueHead({ view, now }: IssuePageProps): JSX.Element {
  const { issue, newsletter } = view;
  const zone = newsletter.schedule.timeZone;
  return (
    <header class="issue-head">
      <p class="kicker">
        {newsletter.name} · {KIND_WORDS[issue.kind]} of {issue.localDate}
      </p>
      <h1>{issue.subject}</h1>
      <p class="row issue-facts">
        <StateBadge issue={issue} />
        {issue.stateReason ? <span>{issue.stateReason}</span> : null}
        {issue.approvedBy && issue.state !== 'draft' ? (
          <span>Approved by {issue.approvedBy.replace(/^\w+:/, '')}</span>
        ) : null}
        <Due view={view} now={now} />
        {issue.startedAt === null ? null : <span>Started {timeWords(issue.startedAt, zone, now)}</span>}
        {issue.finishedAt === null ? null : <span>Ended {timeWords(issue.finishedAt, zone, now)}</span>}
      </p>
    </header>
  );
}

/** When it goes out: the time that is set, or the schedule's. */
function Due({ view, now }: Pick<IssuePageProps, 'view' | 'now'>): JSX.Element | null {
  const { issue, newsletter } = view;
  const { schedule, mode } = newsletter;
  const words = (at: number) => timeWords(at, schedule.timeZone, now);
  if (issue.state === 'approved' && issue.sendAt !== null) return <strong>Goes out {words(issue.sendAt)}</strong>;
  if (issue.state !== 'draft' || issue.kind !== 'digest') return null;
  const due = words(dueAt(schedule, issue.localDate));
  return mode === 'automatic' ? <strong>Goes out by itself {due}</strong> : <span>Due {due}, once approved</span>;
}

function Warnings({ warnings }: { warnings: readonly string[] }): JSX.Element {
  return (
    <Notice tone="warn" title="Look at this before you approve">
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}
