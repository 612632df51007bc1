import { DateTime } from 'luxon';
import type { BounceClass } from '../report.js';
import { BLOCK_REASONS } from './alarm-rules.js';
import { providerOf } from './mailbox-provider.js';
import type { FeedbackRow } from './numbers-store.js';

/** Counts that a reader of numbers tells apart. Blocks are soft bounces that are about us. */
export interface FeedbackCounts {
  readonly hard: number;
  readonly soft: number;
  readonly block: number;
  readonly complaint: number;
  readonly delayed: number;
  /** Reports that nobody could read, or that are no failure. */
  readonly other: number;
}

export interface FeedbackSummary {
  readonly total: FeedbackCounts;
  /** Every day between the first and the last, so that a plot has no holes. */
  readonly days: readonly (FeedbackCounts & { readonly day: string })[];
  /** Most first. */
  readonly providers: readonly (FeedbackCounts & { readonly provider: string })[];
  readonly reasons: readonly { readonly class: BounceClass; readonly reason: string; readonly count: number }[];
  readonly issues: readonly (FeedbackCounts & { readonly issueId: string | null })[];
  readonly channels: readonly { readonly channel: string; readonly count: number }[];
}

const NOTHING: FeedbackCounts = { hard: 0, soft: 0, block: 0, complaint: 0, delayed: 0, other: 0 };

/** @param span instants between which every day is shown; from the first to the last day of the rows when absent. */
export function summarise(rows: readonly FeedbackRow[], span?: { from: number; to: number }): FeedbackSummary {
  const byDay = countBy(rows, ({ day }) => day);
  return {
    total: rows.reduce(add, NOTHING),
    days: daysOf(rows, span).map((day) => ({ day, ...(byDay.get(day) ?? NOTHING) })),
    providers: mostFirst(
      countBy(rows, ({ domain }) => providerOf(domain)),
      (provider) => ({ provider }),
    ),
    reasons: reasonsOf(rows),
    issues: mostFirst(
      countBy(rows, ({ issueId }) => issueId),
      (issueId) => ({ issueId }),
    ),
    channels: channelsOf(rows),
  };
}

export const sumOf = ({ hard, soft, block, complaint, delayed, other }: FeedbackCounts): number =>
  hard + soft + block + complaint + delayed + other;

function columnOf({ class: kind, reason }: FeedbackRow): keyof FeedbackCounts {
  if (kind === 'soft') return BLOCK_REASONS.has(reason) ? 'block' : 'soft';
  return kind === 'hard' || kind === 'complaint' || kind === 'delayed' ? kind : 'other';
}

function add(counts: FeedbackCounts, row: FeedbackRow): FeedbackCounts {
  const column = columnOf(row);
  return { ...counts, [column]: counts[column] + row.count };
}

function countBy<K>(rows: readonly FeedbackRow[], keyOf: (row: FeedbackRow) => K): Map<K, FeedbackCounts> {
  const counts = new Map<K, FeedbackCounts>();
  for (const row of rows) counts.set(keyOf(row), add(counts.get(keyOf(row)) ?? NOTHING, row));
  return counts;
}

const mostFirst = <K, N>(counts: ReadonlyMap<K, FeedbackCounts>, name: (key: K) => N): (FeedbackCounts & N)[] =>
  [...counts].map(([key, own]) => ({ ...name(key), ...own })).toSorted((a, b) => sumOf(b) - sumOf(a));

function reasonsOf(rows: readonly FeedbackRow[]): FeedbackSummary['reasons'] {
  const reasons = new Map<string, FeedbackSummary['reasons'][number]>();
  for (const { class: kind, reason, count } of rows) {
    const key = `${kind}|${reason}`;
    reasons.set(key, { class: kind, reason, count: count + (reasons.get(key)?.count ?? 0) });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count);
}

function channelsOf(rows: readonly FeedbackRow[]): FeedbackSummary['channels'] {
  const channels = new Map<string, number>();
  for (const { channel, count } of rows) channels.set(channel, count + (channels.get(channel) ?? 0));
  return [...channels].map(([channel, count]) => ({ channel, count })).toSorted((a, b) => b.count - a.count);
}

/** Of an issue, the days after the last report are no news. */
const MOST_DAYS = 366;

function daysOf(rows: readonly FeedbackRow[], span?: { from: number; to: number }): readonly string[] {
  const known = rows.map(({ day }) => day).toSorted();
  const from = span === undefined ? DateTime.fromISO(known[0] ?? '', UTC) : DateTime.fromMillis(span.from, UTC);
  const to = span === undefined ? DateTime.fromISO(known.at(-1) ?? '', UTC) : DateTime.fromMillis(span.to - 1, UTC);
  const length = Math.min(MOST_DAYS, Math.floor(to.diff(from, 'days').days) + 1);
  return Number.isNaN(length)
    ? []
    : Array.from({ length }, (_, index) => from.plus({ days: index }).toFormat('yyyy-MM-dd'));
}

const UTC = { zone: 'utc' } as const;
