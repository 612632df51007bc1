import type { DeliveryCounts, DeliveryState } from './delivery.js';

/** A delivery this session may send until its lease ends. */
export interface ClaimedDelivery {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly batch: number;
  readonly email: string;
  readonly variant: string;
  readonly attempt: number;
  readonly fence: number;
  /** Milliseconds; the Date header of every attempt. */
  readonly dateHeader: number;
}

export interface ClaimRequest {
  readonly issueId: string;
  readonly batch: number;
  readonly limit: number;
  readonly session: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** How many of these recipient domains at most; of all others as many as there are. Each domain is named once. */
  readonly domains?: readonly DomainQuota[];
  /** The relay each claimed delivery goes over, by place: as many as `limit`. */
  readonly relays?: readonly string[];
}

/** Recipient domains, lower case, that share what may be claimed for them now. */
export interface DomainQuota {
  readonly domains: readonly string[];
  readonly limit: number;
}

/** What became of one claimed delivery; applied once, by (issue, subscriber, fence). */
export interface DeliveryResult {
  readonly issueId: string;
  readonly subscriberId: string;
  readonly fence: number;
  readonly session: string;
  readonly at: number;
  readonly outcome: DeliveryOutcome;
}

export type DeliveryOutcome =
  | { readonly state: 'accepted'; readonly reply: string; readonly code: number }
  | {
      readonly state: 'deferred';
      readonly nextAt: number;
      readonly reply: string;
      readonly reason: string;
      readonly code: number | null;
      readonly enhanced: string | null;
    }
  | {
      readonly state: 'failed';
      readonly reply: string;
      readonly reason: string;
      readonly code: number | null;
      readonly enhanced: string | null;
      /** Only for a verdict of recipient scope that says the address will never work. */
      readonly suppress: boolean;
      /** The mailbox failed, for this message: it counts towards the newsroom's `softBounces`. */
      readonly counts?: boolean;
    }
  /** Certainly not accepted and not the reader's fault: back to pending, the attempt does not count. */
  | { readonly state: 'pending'; readonly reply: string; readonly reason: string }
  | { readonly state: 'in_doubt'; readonly reply: string };

export interface DueBatch {
  readonly issueId: string;
  readonly batch: number;
}

export interface DeliveryStore {
  /**
   * One durable transaction: applies the results, then claims up to `limit` due deliveries of the batch. A delivery is
   * claimed only while its issue is sending and the session is open; a reader who is suppressed, unsubscribed or paused
   * becomes `skipped` here. An accepted result of an older fence is evidence and settles the delivery too. Too many
   * unanswered deliveries pause the issue.
   */
  exchange(results: readonly DeliveryResult[], claim: ClaimRequest | null): Promise<readonly ClaimedDelivery[]>;
  /** Batches of sending issues with something due, urgent issues first. */
  dueBatches(now: number, limit: number): Promise<readonly DueBatch[]>;
  /** The same of urgent issues alone; asked before every claim for a lesser issue. */
  urgentBatches(now: number): Promise<readonly DueBatch[]>;
  counts(issueId: string): Promise<DeliveryCounts>;
  /** How many deliveries came to rest (accepted, failed, skipped, held) since an instant, for the pace. */
  settledSince(issueId: string, since: number): Promise<number>;
  list(query: DeliveryQuery): Promise<readonly DeliveryRow[]>;
  /** Numbers by (state, reason, recipient domain), for the report. */
  breakdown(issueId: string): Promise<readonly BreakdownRow[]>;
  /** Numbers by (relay, state); none while all mail ever went over one relay. */
  byRelay(issueId: string): Promise<readonly RelayRow[]>;
  openSession(session: SenderSession): Promise<void>;
  /** False when the session was ended by somebody else: its process must stop sending. */
  touchSession(session: string, at: number): Promise<boolean>;
  /** Sessions that have not ended. */
  openSessions(): Promise<readonly SenderSession[]>;
  /** Of the claims it has open. */
  batchesOf(session: string): Promise<readonly { issueId: string; batch: number }[]>;
  /**
   * Ends a session whose process is gone: claims in `begun` become in_doubt, the others go back to pending uncounted.
   * `begun` holds `issue/subscriber/fence` keys of what may have been on the wire, from the session's journal; `unknown`
   * makes every claim a doubt. Returns how many claims were open.
   */
  endSession(session: string, end: { at: number; begun: 'none' | 'unknown' | BegunClaims }): Promise<number>;
  /** Claims whose lease is over and whose session cannot be checked become in_doubt. Returns how many. */
  expireLeases(now: number): Promise<number>;
  /** In-doubt deliveries older than `before`: by policy once more to pending, or held. Returns how many of each. */
  settleDoubts(before: number, now: number): Promise<{ readonly resent: number; readonly held: number }>;
  /**
   * Deferred deliveries of sending issues fail as `expired` when both their first claim and the issue's start or last
   * resume are older than `before`. Returns how many.
   */
  expireDeferred(before: number, now: number): Promise<number>;
  /**
   * A person or a report settles a held or doubtful delivery. To `pending` opens a finished issue again in the same
   * transaction. False when its state does not allow it, or it would be sent for a cancelled issue.
   */
  resolve(
    delivery: { issueId: string; subscriberId: string },
    to: 'accepted' | 'pending',
    by: string,
    at: number,
  ): Promise<boolean>;
  /**
   * Failed deliveries go back to pending and their issue is sending again; a cancelled issue's and those to suppressed or
   * erased addresses stay. In short transactions: a crash in between leaves the rest failed. Returns how many.
   */
  retryFailed(request: RetryRequest): Promise<number>;
}

/** Failed deliveries that are to be tried again. */
export interface RetryRequest {
  readonly issueId: string;
  /** Only those that failed for this reason (`mailbox-full`); all when absent. */
  readonly reason?: string;
  /** Who asked. */
  readonly by: string;
  readonly at: number;
}

/** Claims whose message may have been on the wire, by `issue/subscriber/fence`. */
export interface BegunClaims {
  has(claim: string): boolean;
}

export interface SenderSession {
  readonly session: string;
  readonly host: string;
  readonly bootId: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly lastSeenAt: number;
}

export interface DeliveryQuery {
  readonly issueId: string;
  /** One, or any of some; all when absent. */
  readonly state?: DeliveryState | readonly DeliveryState[];
  readonly after?: string;
  readonly limit: number;
}

export interface DeliveryRow {
  readonly subscriberId: string;
  readonly email: string | null;
  readonly state: DeliveryState;
  readonly attempt: number;
  readonly reason: string | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly reply: string | null;
  readonly nextAt: number;
  readonly acceptedAt: number | null;
  /** The relay it was last given to; null before, and where that was not recorded. */
  readonly relay: string | null;
}

export interface RelayRow {
  readonly relay: string | null;
  readonly state: DeliveryState;
  readonly count: number;
}

export interface BreakdownRow {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly domain: string;
  readonly count: number;
}
