/** What somebody takes for the whole installation: a relay, a recipient domain. */
export interface Limit {
  /** `relay:mail.example.org:587`, `domain:gmail.com`. */
  readonly key: string;
  readonly perSecond: number | null;
  /** In any sixty minutes. */
  readonly perHour: number | null;
}

export interface PaceAsk {
  readonly limit: Limit;
  readonly wanted: number;
  /** A letter, which a person waits for, may use what issues must leave. */
  readonly letter?: boolean;
}

export interface PaceGrant {
  readonly granted: number;
  /** Milliseconds until there may be another; 0 when all was granted. */
  readonly askAgainIn: number;
}

/** Hands out what limits allow, once for all processes, and remembers over restarts what was handed out. */
export interface PaceStore {
  /** One durable transaction; grants in the order of the asks. A burst is one second's worth at most. */
  take(asks: readonly PaceAsk[], now: number): Promise<readonly PaceGrant[]>;
  /** What was taken and not used. */
  giveBack(unused: readonly { readonly limit: Limit; readonly count: number }[], now: number): Promise<void>;
}
