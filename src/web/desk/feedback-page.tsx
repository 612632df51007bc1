import type { JSX } from 'preact';
import { ALARM_LINES } from '../../feedback/numbers/alarm-rules.js';
import type { RaisedAlarm } from '../../feedback/numbers/numbers-store.js';
import type { FeedbackSummary } from '../../feedback/numbers/summarise.js';
import { FeedbackAlarms } from './feedback-alarms.js';
import { CountTable, FeedbackTables } from './feedback-tables.js';

const SHOWN = 20;

interface Props {
  readonly summary: FeedbackSummary;
  readonly alarms: readonly RaisedAlarm[];
  /** By issue id. */
  readonly subjects: ReadonlyMap<string, string>;
  readonly days: number;
}

export function FeedbackPage({ summary, alarms, subjects, days }: Props): JSX.Element {
  const issues = summary.issues.slice(0, SHOWN).map(({ issueId, ...counts }) => ({ issueId, counts }));
  return (
    <>
      <h1>What came back</h1>
      <p class="lead">Bounces and complaints of the last {days} days, whichever way they came.</p>
      <FeedbackAlarms alarms={alarms} />
      <FeedbackTables summary={summary} empty="Nothing came back in these days." heading="h2" />
      {issues.length === 0 ? null : (
        <section aria-labelledby="by-issue">
          <h2 id="by-issue">By issue</h2>
          <CountTable
            caption="What came back by issue"
            head="Issue"
            rows={issues.map(({ issueId, counts }) => ({
              name: <IssueName id={issueId} subjects={subjects} />,
              counts,
            }))}
          />
        </section>
      )}
      <section aria-labelledby="meaning">
        <h2 id="meaning">What this means</h2>
        <ul>
          <li>
            <strong>Hard</strong>: the address will never work. It is suppressed at once.
          </li>
          <li>
            <strong>Complaint</strong>: the reader pressed the spam button. They are unsubscribed and suppressed.
          </li>
          <li>
            <strong>Blocked</strong>: the provider refused because of us, not because of the reader, who is not counted.
          </li>
          <li>
            <strong>Soft</strong>: full mailboxes and whatever may work another time.
          </li>
        </ul>
        <p>
          Editors get an alarm when {percent(ALARM_LINES.hard.share)} of an issue’s mails come back hard,{' '}
          {percent(ALARM_LINES.complaint.share)} of its readers complain, or a provider blocks{' '}
          {percent(ALARM_LINES.block.share)} of what it gets.
        </p>
      </section>
    </>
  );
}

function IssueName({ id, subjects }: { id: string | null; subjects: Props['subjects'] }): JSX.Element {
  return id === null ? <>–</> : <a href={`/desk/issues/${id}/report`}>{subjects.get(id) ?? id}</a>;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
