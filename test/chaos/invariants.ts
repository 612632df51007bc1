import type { SinkRecord } from '../support/fault-sink-log.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { LedgerView } from './ledger-view.js';

const SHOWN = 3;

const inWords = (name: string, found: readonly string[]): readonly string[] =>
  found.length === 0 ? [] : [`${name}: ${found.slice(0, SHOWN).join(', ')}${more(found.length - SHOWN)}`];
const more = (count: number): string => (count > 0 ? ` and ${count} more` : '');

/** Every broken rule that needs the sink as its witness, as a sentence; `pressrun verify ledger` knows the others. */
export function findViolations({
  ledger,
  sink,
  sheet,
  shownCounts,
}: {
  ledger: LedgerView;
  sink: SinkRecord;
  sheet: BalanceSheet;
  /** What the editors' page says. */
  shownCounts: Readonly<Record<string, number>>;
}): readonly string[] {
  const { lost, duplicated, unfounded, inDoubt, brokenSessions, doubtsAllowed } = sheet;
  return [
    ...inWords('I3 no dot is older than its claim', dotsBeforeClaims(ledger, sink)),
    ...inWords('I6 everybody has a copy', lost),
    ...inWords('I6 no second copy without a doubt that was sent again', duplicated > 0 ? [String(duplicated)] : []),
    ...inWords('I8 each doubt has a connection that broke under its message', unfounded),
    ...inWords(
      'I8 no more doubts than connections that broke had under way',
      inDoubt > doubtsAllowed ? [`${inDoubt} doubts, ${brokenSessions} connections`] : [],
    ),
    ...inWords('I11 the same bytes and Message-ID each time', changedMessages(sink)),
    ...inWords('I19 the numbers shown are those of the ledger', wrongCounts(ledger, shownCounts)),
  ];
}

/** The n-th dot of a reader needs n claims before it. */
function dotsBeforeClaims(ledger: LedgerView, sink: SinkRecord): readonly string[] {
  const claims = ledger.all(
    `SELECT s.email AS email, e.at AS at FROM delivery_events e JOIN subscribers s ON s.id = e.subscriber_id
     WHERE e.issue_id = @issueId AND e.event = 'claim' ORDER BY e.id`,
  ) as readonly { email: string; at: number }[];
  const claimedAt = new Map<string, number[]>();
  for (const { email, at } of claims) claimedAt.set(email, [...(claimedAt.get(email) ?? []), at]);
  const seen = new Map<string, number>();
  // Letters, as the one that tells editors of a pause, have no claims.
  const mails = sink.entries().filter(({ deliveryHeader }) => deliveryHeader !== '');
  return mails.flatMap(({ rcpt, dotAt }) => {
    const nth = seen.get(rcpt) ?? 0;
    seen.set(rcpt, nth + 1);
    const claim = claimedAt.get(rcpt)?.[nth];
    return claim !== undefined && claim <= dotAt ? [] : [rcpt];
  });
}

function changedMessages(sink: SinkRecord): readonly string[] {
  const versions = new Map<string, Set<string>>();
  const readers = new Map<string, Set<string>>();
  for (const { rcpt, messageId, hash } of sink.entries()) {
    versions.set(rcpt, (versions.get(rcpt) ?? new Set()).add(`${messageId} ${hash}`));
    readers.set(messageId, (readers.get(messageId) ?? new Set()).add(rcpt));
  }
  return [...versions, ...readers].filter(([, different]) => different.size > 1).map(([name]) => name);
}

function wrongCounts(ledger: LedgerView, shown: Readonly<Record<string, number>>): readonly string[] {
  const rows = ledger.all(
    'SELECT state, count(*) AS count FROM deliveries WHERE issue_id = @issueId GROUP BY state',
  ) as readonly { state: string; count: number }[];
  const counted = new Map(rows.map(({ state, count }) => [state, count]));
  return Object.entries(shown)
    .filter(([state, count]) => (counted.get(state) ?? 0) !== count)
    .map(([state, count]) => `${state} ${count} instead of ${counted.get(state) ?? 0}`);
}
