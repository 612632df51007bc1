import { DAY, type Clock } from '../../kernel/clock.js';
import { DateTime } from 'luxon';
import { largeProviderOf } from './mailbox-provider.js';
import type { NumbersStore, RaisedAlarm } from './numbers-store.js';
import { summarise, type FeedbackSummary } from './summarise.js';
import { WATCHED_FOR } from './watch-feedback.js';

/** What desk, API and metrics ask about what came back. */
export interface FeedbackNumbers {
  ofIssue(issueId: string): Promise<FeedbackSummary>;
  /** Days in UTC, both included, `2026-11-22`. */
  between(days: { from: string; to: string }): Promise<FeedbackSummary>;
  /** The last `count` days, today included. */
  lastDays(count: number): Promise<FeedbackSummary>;
  /** Of issues that are still watched, newest first. */
  alarms(): Promise<readonly RaisedAlarm[]>;
  counters(): Promise<FeedbackCounters>;
}

/** Since the beginning, by what has few values. */
export interface FeedbackCounters {
  readonly bounces: readonly { class: string; provider: string; channel: string; count: number }[];
  readonly unsubscribes: readonly { source: string; count: number }[];
}

export function openNumbers({ numbers, clock }: { numbers: NumbersStore; clock: Clock }): FeedbackNumbers {
  const between = async (from: number, to: number) => summarise(await numbers.rows({ from, to }), { from, to });
  return {
    ofIssue: async (issueId) => summarise(await numbers.rows({ issueId })),
    between: async ({ from, to }) => between(startOf(from), startOf(to) + DAY),
    lastDays: async (count) => {
      const tomorrow = (Math.floor(clock.now() / DAY) + 1) * DAY;
      return between(tomorrow - count * DAY, tomorrow);
    },
    alarms: async () => numbers.alarmsSince(clock.now() - WATCHED_FOR),
    counters: async () => ({ bounces: await bouncesOf(numbers), unsubscribes: await numbers.unsubscribes() }),
  };
}

/** Milliseconds of a day's beginning, UTC. */
function startOf(day: string): number {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return DateTime.utc(year, month, date).toMillis();
}

async function bouncesOf(numbers: NumbersStore): Promise<FeedbackCounters['bounces']> {
  const counters = new Map<string, FeedbackCounters['bounces'][number]>();
  for (const { domain, class: kind, channel, count } of await numbers.totals()) {
    const provider = largeProviderOf(domain);
    const key = `${kind}|${provider}|${channel}`;
    counters.set(key, { class: kind, provider, channel, count: count + (counters.get(key)?.count ?? 0) });
  }
  return [...counters.values()];
}
