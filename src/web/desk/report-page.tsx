import type { JSX } from 'preact';
import type { DeliveryState } from '../../delivery/delivery.js';
import type { BreakdownRow } from '../../delivery/delivery-store.js';
import type { FeedbackSummary } from '../../feedback/numbers/summarise.js';
import type { Progress } from '../../delivery/room.js';
import type { IssueView } from '../../issues/room.js';
import { Badge, Table } from '../components.js';
import { FeedbackTables } from './feedback-tables.js';
import { DomainPlot } from './domain-plot.js';
import { byDomain, byReason } from './report-numbers.js';
import { DELIVERY_STATE_WORDS, numberWords, timeWords } from './words.js';

/** Domains in the plot; all of them are in the table. */
const PLOTTED = 10;

interface Props {
  readonly view: IssueView;
  readonly progress: Progress;
  readonly rows: readonly BreakdownRow[];
  readonly feedback: FeedbackSummary;
  readonly now: number;
}

export function ReportPage({ view, progress, rows, feedback, now }: Props): JSX.Element {
  const { issue, newsletter } = view;
  const domains = byDomain(rows);
  const excluded = Object.entries(issue.excluded ?? {}).filter(([, count]) => count > 0);
  return (
    <>
      <p class="kicker">
        {newsletter.name} · {issue.localDate}
      </p>
      <h1>Report</h1>
      <p>
        <a href={`/desk/issues/${issue.id}`}>{issue.subject}</a>
        {issue.finishedAt === null ? '' : ` · ended ${timeWords(issue.finishedAt, newsletter.schedule.timeZone, now)}`}
      </p>
      <p class="lead">
        The mail servers accepted {numberWords(progress.counts.accepted)} of {numberWords(progress.audience)} mails
        {progress.audience === 0 ? '' : ` (${percent(progress.counts.accepted, progress.audience)})`}.
      </p>
      <section aria-labelledby="by-domain">
        <h2 id="by-domain">By domain</h2>
        <DomainPlot domains={domains.slice(0, PLOTTED)} />
        <Table
          caption="Deliveries by domain"
          columns={[
            { head: 'Domain' },
            ...['Mails', 'Accepted', 'Failed', 'Waiting', 'Other'].map((head) => ({ head, numeric: true })),
          ]}
          rows={domains.map(({ domain, total, accepted, failed, waiting, other }) => [
            domain || 'erased readers',
            ...[total, accepted, failed, waiting, other].map(numberWords),
          ])}
        />
      </section>
      <section aria-labelledby="by-reason">
        <h2 id="by-reason">By reason</h2>
        <Table
          caption="Deliveries by reason"
          columns={[{ head: 'State' }, { head: 'Reason' }, { head: 'Mails', numeric: true }]}
          rows={byReason(rows).map(({ state, reason, count }) => [
            <State state={state} />,
            reason ?? '–',
            numberWords(count),
          ])}
          empty="Nothing was refused."
        />
      </section>
      <CameBack feedback={feedback} />
      {excluded.length === 0 ? null : (
        <section aria-labelledby="left-out">
          <h2 id="left-out">Left out before sending</h2>
          <Table
            caption="Subscribers left out before sending"
            columns={[{ head: 'Why' }, { head: 'Subscribers', numeric: true }]}
            rows={excluded.map(([reason, count]) => [EXCLUSION_WORDS[reason] ?? reason, numberWords(count)])}
          />
        </section>
      )}
    </>
  );
}

/** Why a subscriber was left out, where the name of the reason does not say it. */
const EXCLUSION_WORDS: Readonly<Record<string, string>> = {
  frequency: 'wants the best of the week, or urgent news only',
  topics: 'wants other topics',
};
const CameBack = ({ feedback }: { feedback: FeedbackSummary }): JSX.Element => (
  <section aria-labelledby="came-back">
    <h2 id="came-back">What came back</h2>
    <FeedbackTables summary={feedback} empty="No bounce and no complaint came back so far." heading="h3" />
  </section>
);

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const State = ({ state }: { state: DeliveryState }): JSX.Element => (
  <Badge tone={DELIVERY_STATE_WORDS[state].tone}>{DELIVERY_STATE_WORDS[state].label}</Badge>
);
