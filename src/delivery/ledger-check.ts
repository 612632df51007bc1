/** A sentence about the ledger that must be true of every database at any instant. */
export interface Invariant {
  /** As in the specification: `I4`. */
  readonly id: string;
  readonly sentence: string;
}

/** What a check of one invariant found. */
export interface InvariantFinding extends Invariant {
  readonly ok: boolean;
  /** The first rows that break it, as the database has them. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** An invariant that no database can tell alone, and what checks it. */
export interface OutsideInvariant extends Invariant {
  readonly checkedBy: string;
}

export const OUTSIDE_INVARIANTS: readonly OutsideInvariant[] = [
  {
    id: 'I6',
    sentence: 'Every accepted delivery was taken by the server, and none twice without a recorded doubt',
    checkedBy: 'test/whole/kill.test.ts, against the log of the fault sink',
  },
  {
    id: 'I8',
    sentence: 'There are no more doubts than connections cut or killed with the final dot out',
    checkedBy: 'test/whole/kill.test.ts, against the log of the fault sink',
  },
  {
    id: 'I9',
    sentence: 'Nothing goes to a reader whose claim came after they left or were suppressed',
    checkedBy: 'test/delivery/ledger/claims.test.ts',
  },
  {
    id: 'I12',
    sentence: 'Every envelope has exactly one recipient, the address in the ledger',
    checkedBy: 'test/delivery/smtp-mailer.test.ts',
  },
  {
    id: 'I13',
    sentence: 'Every mail carries a DKIM signature that verifies',
    checkedBy: 'test/delivery/dkim-verifiers.test.ts',
  },
  {
    id: 'I14',
    sentence: 'A sender holds no more results than claims, and its journal read twice changes nothing',
    checkedBy: 'test/delivery/dead-senders.test.ts',
  },
  {
    id: 'I16',
    sentence: 'After Redis was emptied what was paused stays paused, and every schedule runs',
    checkedBy: 'test/adapters/bullmq-bell.test.ts',
  },
  {
    id: 'I18',
    sentence: 'An address gets one confirmation mail a day at most',
    checkedBy: 'test/subscribers/subscribe.test.ts',
  },
  {
    id: 'I20',
    sentence: 'Work goes on within 90 seconds after any one process was killed',
    checkedBy: 'test/whole/lost-sender.test.ts',
  },
];
