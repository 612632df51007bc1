import type { JSX } from 'preact';
import { sumOf, type FeedbackCounts, type FeedbackSummary } from '../../feedback/numbers/summarise.js';
import { Badge, Table, type Tone } from '../components.js';
import { DayPlot } from './day-plot.js';
import { FEEDBACK_COLUMNS, FEEDBACK_WORDS } from './feedback-words.js';
import { numberWords } from './words.js';

const SHOWN = 20;
/** More of them would push the other tables out of sight. */
const FEW_DAYS = 7;

interface Props {
  readonly summary: FeedbackSummary;
  /** Said when nothing came back. */
  readonly empty: string;
  /** The level of its headings on the page. */
  readonly heading: 'h2' | 'h3';
}

/** By day with a plot, by mailbox provider and by reason. */
export function FeedbackTables({ summary, empty, heading: Heading }: Props): JSX.Element {
  if (sumOf(summary.total) === 0) return <p class="hint">{empty}</p>;
  return (
    <>
      <Heading>By day</Heading>
      <DayPlot days={summary.days} />
      <details open={summary.days.length <= FEW_DAYS}>
        <summary>Numbers by day</summary>
        <CountTable caption="What came back by day" head="Day (UTC)" rows={daysWithNews(summary)} />
      </details>
      <Heading>By mailbox provider</Heading>
      <CountTable
        caption="What came back by mailbox provider"
        head="Provider"
        rows={summary.providers.slice(0, SHOWN).map(({ provider, ...counts }) => ({ name: provider, counts }))}
      />
      <Heading>By reason</Heading>
      <Table
        caption="What came back by reason"
        columns={[{ head: 'Kind' }, { head: 'Reason' }, { head: 'Reports', numeric: true }]}
        rows={summary.reasons.map(({ class: kind, reason, count }) => [
          <Badge tone={TONES[kind] ?? 'plain'}>{kind}</Badge>,
          reason,
          numberWords(count),
        ])}
      />
    </>
  );
}

const TONES: Readonly<Record<string, Tone>> = { hard: 'bad', complaint: 'bad', soft: 'warn' };

/** Newest first; days without a report are only in the plot. */
const daysWithNews = ({ days }: FeedbackSummary) =>
  days
    .filter((day) => sumOf(day) > 0)
    .toReversed()
    .map(({ day, ...counts }) => ({ name: day, counts }));

interface CountRow {
  readonly name: JSX.Element | string;
  readonly counts: FeedbackCounts;
}

/** One line per name, one column per kind of report. */
export function CountTable(props: { caption: string; head: string; rows: readonly CountRow[] }): JSX.Element {
  return (
    <Table
      caption={props.caption}
      columns={[
        { head: props.head },
        ...FEEDBACK_COLUMNS.map((column) => ({ head: FEEDBACK_WORDS[column], numeric: true })),
      ]}
      rows={props.rows.map(({ name, counts }) => [
        name,
        ...FEEDBACK_COLUMNS.map((column) => numberWords(counts[column])),
      ])}
    />
  );
}
