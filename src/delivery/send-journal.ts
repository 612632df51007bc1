import type { BegunClaims, ClaimedDelivery, DeliveryResult } from './delivery-store.js';

type Claim = Pick<ClaimedDelivery, 'issueId' | 'subscriberId' | 'fence'>;

/**
 * What one session did on the wire, on this machine's disk: it makes "claimed" precise after a crash. A claim that has no
 * `begun` line was never put on the wire; one with a result needs no doubt.
 */
export interface SendJournal {
  /**
   * Written before the first byte of the message leaves; returns when the kernel has all of it. Throws when it has not,
   * for example on a full disk: then the message must not leave.
   */
  begun(claim: Claim): void;
  answered(result: DeliveryResult): void;
  /** The ledger has these results: their lines may go, so that the journal stays short. */
  settled(results: readonly DeliveryResult[]): void;
  /** Everything is in the ledger: the file may go. */
  discard(): void;
}

/** The journals of sessions that ended without saying so. */
export interface JournalArchive {
  /** Claims that were begun and have no result. Undefined when the session left no journal. */
  begun(session: string): BegunClaims | undefined;
  /** In the order they were written, some at a time: a journal may be larger than memory. */
  results(session: string): Iterable<readonly DeliveryResult[]>;
  remove(session: string): void;
}

export const claimKey = ({ issueId, subscriberId, fence }: Claim): string => `${issueId}/${subscriberId}/${fence}`;
