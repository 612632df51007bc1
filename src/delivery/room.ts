import type { Actor } from '../kernel/actor.js';
import type { Outcome } from '../kernel/refusal.js';
import type { DeliveryCounts } from './delivery.js';
import type { BreakdownRow, DeliveryQuery, DeliveryRow, RelayRow } from './delivery-store.js';

/** Where an issue stands, derived from the ledger. */
export interface Progress {
  readonly audience: number;
  readonly counts: DeliveryCounts;
  /** 0 to 1: settled deliveries by audience. */
  readonly share: number;
  /** From the last minute's pace; null when nothing moves. */
  readonly etaSeconds: number | null;
}

/** What web, desk and CLI may ask of the delivery room. */
export interface DeliveryRoom {
  progress(issueId: string): Promise<Progress>;
  deliveries(query: DeliveryQuery): Promise<readonly DeliveryRow[]>;
  breakdown(issueId: string): Promise<readonly BreakdownRow[]>;
  byRelay(issueId: string): Promise<readonly RelayRow[]>;
  /** Sends the issue as it is to staff addresses, subject marked `[Test]`; nothing is written to the ledger. */
  sendTest(issueId: string, to: readonly string[], actor: Actor): Promise<Outcome<readonly TestResult[]>>;
  /** The whole message as a reader would get it, signed; its links act on nobody. */
  preview(issueId: string): Promise<Outcome<Uint8Array>>;
  /**
   * Sends failed deliveries once more, of one reason when it is given; not to suppressed addresses. Refused for an issue
   * that is unknown, cancelled or was never sent. The value says how many.
   */
  retryFailed(issueId: string, options: { reason?: string }, actor: Actor): Promise<Outcome<{ retried: number }>>;
  /** An editor settles a held delivery. */
  resolve(
    delivery: { issueId: string; subscriberId: string },
    to: 'accepted' | 'pending',
    actor: Actor,
  ): Promise<Outcome<void>>;
}

export interface TestResult {
  readonly to: string;
  readonly accepted: boolean;
  readonly reply: string;
}

/** What a sender process does. */
export interface SenderRoom {
  /** Works a batch until nothing is due or `signal` aborts; safe to run twice at once. */
  sendBatch(job: { issueId: string; batch: number }, signal: AbortSignal): Promise<void>;
  /** Batches due now, for the fallback poll without Redis. */
  dueBatches(): Promise<readonly { issueId: string; batch: number }[]>;
  /** Heartbeat of this session. */
  beat(): Promise<void>;
  /** Stops claiming, waits for what is on the wire, closes connections, ends the session. */
  close(): Promise<void>;
}

/** What the worker process does for delivery, each some seconds and at start: rings, expires, settles. */
export interface Reconciler {
  reconcile(): Promise<void>;
}

/** Sends one letter; for the worker process. */
export interface LetterSender {
  sendLetter(letterId: string): Promise<void>;
  dueLetters(): Promise<readonly string[]>;
}
