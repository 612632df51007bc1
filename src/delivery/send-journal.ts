import type { ClaimedDelivery, DeliveryResult } from './delivery-store.js';

type Claim = Pick<ClaimedDelivery, 'issueId' | 'subscriberId' | 'fence'>;

/**
 * What one session did on the wire, on this machine's disk: it makes "claimed" precise after a crash. A claim that has no
 * `begun` line was never put on the wire; one with a result needs no doubt.
 */
export interface SendJournal {
  /** Written before the first byte of the message leaves; returns when the kernel has it. */
  begun(claim: Claim): void;
  answered(result: DeliveryResult): void;
  /** Everything is in the ledger: the file may go. */
  discard(): void;
}

/** The journals of sessions that ended without saying so. */
export interface JournalArchive {
  /** Undefined when there is none, or it cannot be read. */
  read(session: string): JournalRecord | undefined;
  remove(session: string): void;
}

export interface JournalRecord {
  /** `issue/subscriber/fence` of claims whose message may have been on the wire. */
  readonly begun: ReadonlySet<string>;
  readonly results: readonly DeliveryResult[];
}

export const claimKey = ({ issueId, subscriberId, fence }: Claim): string => `${issueId}/${subscriberId}/${fence}`;
