/**
 * Jobs are wake-ups: ids only, never data. Any may be lost, doubled or late, because the handler re-reads the ledger
 * and `reconcile` rings again for whatever is due.
 */
export type Job =
  /** `after`: the session that had it and is dead. Its job still counts as active, and a bell with the same ids as that is none. */
  | { readonly name: 'send-batch'; readonly issueId: string; readonly batch: number; readonly after?: string }
  | { readonly name: 'prepare-issue'; readonly issueId: string }
  | { readonly name: 'fetch-source'; readonly sourceId: string }
  | { readonly name: 'copy-picture'; readonly pictureId: string }
  | { readonly name: 'send-letter'; readonly letterId: string };

export type JobName = Job['name'];

/** Rings without waiting for Redis: a bell that cannot ring logs it and returns. */
export interface Bell {
  ring(jobs: readonly Job[]): void;
}
