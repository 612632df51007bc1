/** What a mail that came back is, as a whole. */
export type ReportKind = 'bounce' | 'complaint' | 'auto-reply' | 'delayed' | 'delivered' | 'not-a-report';

/**
 * What one recipient's report means. `hard`: this address will never work. Everything else that failed is `soft`, also with
 * a 5.x.x code: two thirds of the final refusals in real collections are about us, the message or the moment.
 */
export type BounceClass = 'hard' | 'soft' | 'complaint' | 'delayed' | 'delivered' | 'auto-reply' | 'unknown';

/** One recipient as the report describes it, before it is judged. */
export interface RawReport {
  readonly recipient: string | null;
  /** RFC 3464 Action in lower case: failed, delayed, delivered, relayed, expanded. */
  readonly action: string | null;
  /** RFC 3463 code, `5.1.1`. */
  readonly status: string | null;
  /** The server's words, one line. */
  readonly diagnostic: string | null;
  /** Words around it that may name the SMTP command which was refused. */
  readonly context: string;
}

/** One recipient, judged. */
export interface JudgedReport {
  readonly recipient: string | null;
  readonly status: string | null;
  readonly class: BounceClass;
  /** Stable word for the cause: `unknown-user`, `mailbox-full`, `blocked`. */
  readonly reason: string;
  readonly action: string | null;
  readonly diagnostic: string | null;
}

export interface ReportReading {
  readonly kind: ReportKind;
  readonly reports: readonly JudgedReport[];
  /** True when a machine-readable part (RFC 3464, RFC 5965) said so; free text is weaker proof. */
  readonly structured: boolean;
}
