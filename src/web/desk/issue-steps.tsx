import { DateTime } from 'luxon';
import type { JSX } from 'preact';
import type { IssueState } from '../../issues/issue.js';
import { Button, ButtonLink, Card } from '../components.js';
import { Field } from '../field.js';
import { PostForm } from './desk-frame.js';
import type { IssuePageProps } from './issue-page-props.js';

/** What an editor can do with the issue now, most likely step first; nothing once it is over. */
export function IssueSteps(props: IssuePageProps): JSX.Element | null {
  const Steps = STEPS[props.view.issue.state];
  return Steps === null ? null : <Steps {...props} />;
}

const STEPS: Readonly<Record<IssueState, ((props: IssuePageProps) => JSX.Element) | null>> = {
  draft: DraftSteps,
  approved: ApprovedSteps,
  preparing: RunningSteps,
  sending: RunningSteps,
  paused: RunningSteps,
  done: null,
  cancelled: null,
  skipped: null,
};

function DraftSteps({ visit, view }: IssuePageProps): JSX.Element {
  const { issue, newsletter } = view;
  return (
    <Card title="Approve">
      <p>
        {issue.kind !== 'digest'
          ? 'An approved special goes out when you send it.'
          : newsletter.mode === 'automatic'
            ? 'This newsletter goes out by itself at its time. Approving fixes exactly what you see.'
            : 'Nothing goes out before somebody approves. What you see is what will be sent.'}
      </p>
      <PostForm visit={visit} action={`/desk/issues/${issue.id}/approve`}>
        <input type="hidden" name="hash" value={issue.contentHash} />
        <Button>Approve this version</Button>
      </PostForm>
      <TestSend visit={visit} issueId={issue.id} />
      <CancelLink issueId={issue.id} />
    </Card>
  );
}

function ApprovedSteps({ visit, view, now }: IssuePageProps): JSX.Element {
  const { issue, newsletter } = view;
  const zone = newsletter.schedule.timeZone;
  const planned = DateTime.fromMillis(issue.sendAt ?? now, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
  return (
    <Card title="Send">
      <ButtonLink href={`/desk/issues/${issue.id}/confirm/send`} look="primary">
        Send now…
      </ButtonLink>
      <details>
        <summary>Set another time</summary>
        <PostForm visit={visit} action={`/desk/issues/${issue.id}/send`}>
          <Field name="at" label={`Time in ${zone}`} type="datetime-local" value={planned} required />
          <Button look="secondary">Set the time</Button>
        </PostForm>
      </details>
      <TestSend visit={visit} issueId={issue.id} />
      <p class="hint">A change voids the approval.</p>
      <CancelLink issueId={issue.id} />
    </Card>
  );
}

function RunningSteps({ visit, view }: IssuePageProps): JSX.Element {
  const { issue } = view;
  const paused = issue.state === 'paused';
  return (
    <Card title={paused ? 'Paused' : 'Stop'}>
      <p>
        {paused
          ? 'Nobody is written to until you resume. Nobody gets it twice.'
          : 'Pausing stops within a moment; what is on the wire still arrives.'}
      </p>
      <PostForm visit={visit} action={`/desk/issues/${issue.id}/${paused ? 'resume' : 'pause'}`}>
        <Button look={paused ? 'primary' : 'secondary'}>{paused ? 'Resume' : 'Pause'}</Button>
      </PostForm>
      <CancelLink issueId={issue.id} />
    </Card>
  );
}

function TestSend({ visit, issueId }: { visit: IssuePageProps['visit']; issueId: string }): JSX.Element {
  return (
    <details>
      <summary>Send a test</summary>
      <PostForm visit={visit} action={`/desk/issues/${issueId}/test`}>
        <Field
          name="to"
          label="To"
          hint="Staff addresses, separated by commas."
          value={visit.identity.person?.email ?? ''}
          required
        />
        <Button look="secondary">Send the test</Button>
      </PostForm>
    </details>
  );
}

const CancelLink = ({ issueId }: { issueId: string }): JSX.Element => (
  <p class="cancel-line">
    <a href={`/desk/issues/${issueId}/confirm/cancel`}>Cancel this issue…</a>
  </p>
);
