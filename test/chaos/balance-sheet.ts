import type { SinkEntry, SinkRecord } from '../support/fault-sink-log.js';
import { WINDOW } from '../../src/adapters/smtp/chunk-connection.js';
import type { LedgerView } from './ledger-view.js';

/** What arrived at the sink against what the ledger says. */
export interface BalanceSheet {
  /** Readers of the audience without a copy, and those the ledger calls accepted without one. */
  readonly lost: readonly string[];
  /** Copies beyond the first that no resend after a doubt explains. */
  readonly duplicated: number;
  /** Copies beyond the first that one explains. */
  readonly resent: number;
  /** Doubts on record. */
  readonly inDoubt: number;
  /** Doubts about messages whose answer could not have been missed: not one is allowed. */
  readonly unfounded: readonly string[];
  /** Sessions that ended without QUIT while a message was under way or its answer perhaps unread. */
  readonly brokenSessions: number;
  readonly doubtsAllowed: number;
}

interface ReaderRow {
  readonly email: string;
  readonly state: string;
  readonly doubts: number;
  readonly resends: number;
}

const READERS = `
  SELECT s.email AS email, d.state AS state,
    (SELECT count(*) FROM delivery_events e WHERE e.issue_id = d.issue_id AND e.subscriber_id = d.subscriber_id
       AND e.event = 'in_doubt') AS doubts,
    (SELECT count(*) FROM delivery_events e WHERE e.issue_id = d.issue_id AND e.subscriber_id = d.subscriber_id
       AND e.event IN ('resend', 'resolved_pending')) AS resends
  FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id WHERE d.issue_id = @issueId`;

/** A message the sink read to its dot and did not refuse may be in the reader's hands, whether it answered or not. */
export const mayHaveArrived = ({ replied }: SinkEntry): boolean => replied === null || replied.startsWith('2');

/**
 * With `chunking` what was under way is not all known to the sink: it may break before it has read what the sender has
 * written. Then a doubt has no connection of its own, and three are allowed for each.
 */
export function drawBalance(
  ledger: LedgerView,
  sink: SinkRecord,
  { chunking = false }: { chunking?: boolean } = {},
): BalanceSheet {
  const copies = tally(
    sink
      .entries()
      .filter(mayHaveArrived)
      .map(({ rcpt }) => rcpt),
  );
  const broken = sink.ends().filter(({ end, unsettled }) => end !== 'quit' && (chunking || unsettled.length > 0));
  const breaks = tally(broken.flatMap(({ unsettled }) => unsettled));
  const readers = ledger.all(READERS) as readonly ReaderRow[];
  const extra = ({ email }: ReaderRow) => Math.max(0, (copies.get(email) ?? 0) - 1);
  const explained = (reader: ReaderRow) => Math.min(extra(reader), reader.resends);
  return {
    lost: readers.filter(({ email }) => !copies.has(email)).map(({ email }) => email),
    duplicated: sum(readers, (reader) => extra(reader) - explained(reader)),
    resent: sum(readers, explained),
    inDoubt: sum(readers, ({ doubts }) => doubts),
    unfounded: chunking
      ? []
      : readers.filter(({ email, doubts }) => doubts > (breaks.get(email) ?? 0)).map(({ email }) => email),
    brokenSessions: broken.length,
    doubtsAllowed: broken.length * (chunking ? WINDOW : 1),
  };
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const sum = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((total, one) => total + of(one), 0);
