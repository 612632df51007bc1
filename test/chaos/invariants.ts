import type { SinkRecord } from '../support/fault-sink-log.js';
import type { BalanceSheet } from './balance-sheet.js';
import type { LedgerView } from './ledger-view.js';

/** One row of an answer is one violation; `found` names it. */
const BY_LEDGER: Readonly<Record<string, string>> = {
  'I1 one delivery for each reader of the frozen audience': `
    SELECT count(d.subscriber_id) || ' deliveries, expected ' || i.expected_count AS found
    FROM issues i LEFT JOIN deliveries d ON d.issue_id = i.id WHERE i.id = @issueId
    GROUP BY i.id HAVING count(d.subscriber_id) IS NOT i.expected_count`,
  'I4 each fence is claimed once': `
    SELECT subscriber_id || ' fence ' || fence || ' claimed ' || count(*) || ' times' AS found
    FROM delivery_events WHERE issue_id = @issueId AND event = 'claim'
    GROUP BY subscriber_id, fence HAVING count(*) > 1`,
  'I4 fences only grow': `
    SELECT subscriber_id AS found FROM (
      SELECT subscriber_id, fence, lag(fence, 1, 0) OVER (PARTITION BY subscriber_id ORDER BY id) AS before
      FROM delivery_events WHERE issue_id = @issueId AND event = 'claim')
    WHERE fence <= before`,
  'I4 the fence of a row is its last claim': `
    SELECT d.subscriber_id AS found FROM deliveries d WHERE d.issue_id = @issueId AND d.fence IS NOT
      (SELECT coalesce(max(e.fence), 0) FROM delivery_events e
       WHERE e.issue_id = d.issue_id AND e.subscriber_id = d.subscriber_id AND e.event = 'claim')`,
  'I5 nothing is claimed after it was accepted': `
    SELECT a.subscriber_id AS found FROM delivery_events a JOIN delivery_events c
      ON c.issue_id = a.issue_id AND c.subscriber_id = a.subscriber_id AND c.id > a.id AND c.event = 'claim'
    WHERE a.issue_id = @issueId AND a.event = 'accepted'`,
  'I7 done means nothing is open': `
    SELECT state || ' with ' || (SELECT count(*) FROM deliveries d WHERE d.issue_id = i.id
      AND d.state IN ('pending', 'sending', 'deferred', 'in_doubt')) || ' open' AS found
    FROM issues i WHERE i.id = @issueId AND (i.state <> 'done' OR EXISTS (SELECT 1 FROM deliveries d
      WHERE d.issue_id = i.id AND d.state IN ('pending', 'sending', 'deferred', 'in_doubt')))`,
  'I15 one edition for each newsletter, kind and date': `
    SELECT newsletter_id || ' ' || kind || ' ' || edition_key AS found
    FROM issues GROUP BY newsletter_id, kind, edition_key HAVING count(*) > 1`,
  'I17 the file is sound': `SELECT integrity_check AS found FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
  'I17 no row points nowhere': `SELECT "table" || ' ' || rowid AS found FROM pragma_foreign_key_check`,
};

const SHOWN = 3;

const inWords = (name: string, found: readonly string[]): readonly string[] =>
  found.length === 0 ? [] : [`${name}: ${found.slice(0, SHOWN).join(', ')}${more(found.length - SHOWN)}`];
const more = (count: number): string => (count > 0 ? ` and ${count} more` : '');

/** Every broken rule as a sentence; none is what everybody hopes for. */
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
  const byLedger = Object.entries(BY_LEDGER).flatMap(([name, sql]) =>
    inWords(
      name,
      (ledger.all(sql) as readonly { found: string }[]).map(({ found }) => found),
    ),
  );
  const { lost, duplicated, unfounded, inDoubt, brokenSessions } = sheet;
  return [
    ...byLedger,
    ...inWords('I3 no dot is older than its claim', dotsBeforeClaims(ledger, sink)),
    ...inWords('I6 everybody has a copy', lost),
    ...inWords('I6 no second copy without a doubt that was sent again', duplicated > 0 ? [String(duplicated)] : []),
    ...inWords('I8 each doubt has a connection that broke under its message', unfounded),
    ...inWords(
      'I8 no more doubts than connections that broke',
      inDoubt > brokenSessions ? [`${inDoubt} doubts, ${brokenSessions} connections`] : [],
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
  return sink.entries().flatMap(({ rcpt, dotAt }) => {
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
