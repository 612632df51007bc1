import type { BounceClass } from '../report.js';
import type { FeedbackAlarm } from './alarm-rules.js';

/** How many reports are alike. */
export interface FeedbackRow {
  readonly issueId: string | null;
  /** `2026-11-22`, UTC. */
  readonly day: string;
  readonly domain: string | null;
  readonly channel: string;
  readonly class: BounceClass;
  readonly reason: string;
  readonly count: number;
}

export interface DomainCount {
  readonly domain: string;
  readonly count: number;
}

/** Since the beginning. */
export interface FeedbackTotal {
  readonly class: BounceClass;
  readonly domain: string | null;
  readonly channel: string;
  readonly count: number;
}

/** An issue whose numbers may still pass a line. */
export interface WatchedIssue {
  readonly id: string;
  readonly subject: string;
  /** Mails that a server took or refused. */
  readonly mails: number;
}

export interface NumbersStore {
  /** Of one issue, or of all between two instants. */
  rows(query: { issueId: string } | { from: number; to: number }): Promise<readonly FeedbackRow[]>;
  totals(): Promise<readonly FeedbackTotal[]>;
  /** Unsubscribes by where they came from, since the beginning. */
  unsubscribes(): Promise<readonly { readonly source: string; readonly count: number }[]>;
  issuesSince(startedAt: number): Promise<readonly WatchedIssue[]>;
  /** Mails of an issue that were refused for good at SMTP time for one of these reasons, by domain. */
  refusals(issueId: string, reasons: readonly string[]): Promise<readonly DomainCount[]>;
  /** Mails of an issue to these domains that a server took or refused, counted up to `most`. */
  mailsTo(issueId: string, domains: readonly string[], most: number): Promise<number>;
  /** What the editors were told of the issue. */
  raised(issueId: string): Promise<readonly Pick<FeedbackAlarm, 'kind' | 'provider'>[]>;
  /** False when it was raised before. */
  raise(alarm: FeedbackAlarm, at: number): Promise<boolean>;
  /** Newest first. */
  alarmsSince(at: number): Promise<readonly RaisedAlarm[]>;
}

export interface RaisedAlarm extends FeedbackAlarm {
  /** Of the issue. */
  readonly subject: string;
  readonly at: number;
}
