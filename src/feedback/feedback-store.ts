import type { BounceClass } from './report.js';

/** Which mail an answer is about; a bounce token says it. */
export interface DeliveryRef {
  readonly issueId: string;
  readonly subscriberId: string;
}

/** A signed token, our Message-ID together with the address, or the address alone: the weakest proof. */
export type MatchedBy = 'token' | 'message-id' | 'address';

/** One report as it is stored, with what it changes for the reader. */
export interface NewBounce extends DeliveryRef {
  readonly id: string;
  /** The same report has the same hash; it counts once. */
  readonly evidenceHash: string;
  readonly channel: 'mail' | 'webhook';
  readonly class: BounceClass;
  readonly reason: string;
  readonly status: string | null;
  /** The server's words without anybody's address. */
  readonly diagnostic: string | null;
  /** The report as a person reads it, without addresses; null where nobody will ask for it, and of who was erased. */
  readonly raw: string | null;
  readonly at: number;
  /** Of the recipient, lower case; null when erased. */
  readonly domain: string | null;
  /** What named the delivery. */
  readonly matchedBy: MatchedBy;
  /** The sending service whose webhook told it; null for mail. */
  readonly service: string | null;
  /** The address must not be mailed again; the first reason stays. */
  readonly suppress: boolean;
  /**
   * A failure of the mailbox itself. On as many distinct days (UTC) as the newsroom's `softBounces` says they suppress, unless
   * a message got through in between: accepted, not come back, and sent before the one the newest failure is about.
   */
  readonly counts: boolean;
  /** The reader leaves every newsletter. */
  readonly unsubscribe: boolean;
}

export interface FeedbackStore {
  /** The subscriber's normalised address; null when erased or unknown. */
  addressOf(subscriberId: string): Promise<string | null>;
  /**
   * One transaction: stores the report and, only when it is new, suppresses and unsubscribes. A report that names the
   * delivery proves that it left us, so it settles a doubt too. False when the evidence was known, or the same was told of
   * the delivery by another channel.
   */
  record(bounce: NewBounce): Promise<boolean>;
  /**
   * An answer proves that the server had taken the message: a delivery in doubt, held, or about to be sent again becomes
   * accepted. False when there was nothing to settle. Accepted stays accepted, also when a bounce follows.
   */
  settle(delivery: DeliveryRef, at: number): Promise<boolean>;
}
