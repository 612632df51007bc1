import type { JSX } from 'preact';
import { byReason } from '../../delivery/add-up.js';
import type { DeliveryState } from '../../delivery/delivery.js';
import type { BreakdownRow, RelayRow } from '../../delivery/delivery-store.js';
import type { FeedbackSummary } from '../../feedback/numbers/summarise.js';
import type { Progress } from '../../delivery/room.js';
import type { IssueView } from '../../issues/room.js';
import { Badge, Table } from '../components.js';
import { FeedbackTables } from './feedback-tables.js';
import { DomainPlot } from './domain-plot.js';
import { byDomain, byRelay, type Numbers } from './report-numbers.js';
import { DELIVERY_STATE_WORDS, numberWords, timeWords } from './words.js';

/** Domains in the plot; all of them are in the table. */
const PLOTTED = 10;

interface Props {
  readonly view: IssueView;
  readonly progress: Progress;
  readonly rows: readonly BreakdownRow[];
  readonly relays: readonly RelayRow[];
  readonly feedback: FeedbackSummary;
  readonly now: number;
}

export function ReportPage({ view, progress, rows, relays, feedback, now }: Props): JSX.Element {
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
        <NumbersTable
          of="domain"
          lines={domains.map((numbers) => ({ ...numbers, name: numbers.domain || 'erased readers' }))}
        />
      </section>
      <section aria-labelledby="by-reason">
        <h2 id="by-reason">By reason</h2>
        <Table
          caption="Deliveries by reason"
          columns={[{ head: 'State' }, { head: 'Reason' }, { head: 'Mails', numeric: true }]}
          rows={byReason(rows.filter(({ state }) => state !== 'accepted')).map(({ state, reason, count }) => [
            <State state={state} />,
            reason ?? '–',
            numberWords(count),
          ])}
          empty="Nothing was refused."
        />
      </section>
      <Relays rows={relays} />
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

/** Which of several relays has what. */
const Relays = ({ rows }: { rows: readonly RelayRow[] }): JSX.Element | null =>
  rows.length === 0 ? null : (
    <section aria-labelledby="by-relay">
      <h2 id="by-relay">By relay</h2>
      <NumbersTable
        of="relay"
        lines={byRelay(rows).map((numbers) => ({ ...numbers, name: numbers.relay ?? 'none yet, or unknown' }))}
      />
    </section>
  );

const NumbersTable = (props: {
  of: 'domain' | 'relay';
  lines: readonly (Numbers & { readonly name: string })[];
}): JSX.Element => (
  <Table
    caption={`Deliveries by ${props.of}`}
    columns={[
      { head: props.of === 'domain' ? 'Domain' : 'Relay' },
      ...['Mails', 'Accepted', 'Failed', 'Waiting', 'Other'].map((head) => ({ head, numeric: true })),
    ]}
    rows={props.lines.map(({ name, total, accepted, failed, waiting, other }) => [
      name,
      ...[total, accepted, failed, waiting, other].map(numberWords),
    ])}
  />
);

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
