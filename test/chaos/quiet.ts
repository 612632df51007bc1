import { setTimeout as sleep } from 'node:timers/promises';
import type { SinkRecord } from '../support/fault-sink-log.js';
import type { WholeSend } from '../support/whole-send.js';
import { settleHeld, type LedgerView } from './ledger-view.js';

const STEP = 250;
/** A job whose sender was killed is given to another after 30 to 60 s; a delivery released often waits up to 5 minutes. */
const PATIENCE = 360_000;

interface Standing {
  readonly state: string;
  readonly open: number;
  readonly held: number;
  readonly settled: number;
}

const STANDING = `
  SELECT i.state AS state,
    count(*) FILTER (WHERE d.state IN ('pending', 'sending', 'deferred', 'in_doubt')) AS open,
    count(*) FILTER (WHERE d.state = 'held') AS held,
    count(*) FILTER (WHERE d.state IN ('accepted', 'failed', 'skipped')) AS settled
  FROM issues i LEFT JOIN deliveries d ON d.issue_id = i.id WHERE i.id = @issueId`;

export const standingOf = (ledger: LedgerView): Standing => ledger.one(STANDING) as Standing;

/**
 * Waits until the issue is done and nothing of it is open, and does meanwhile what a person would: decides on what is held
 * and resumes what was paused by doubts. Rejects when nothing moves for six minutes.
 */
export async function untilQuiet(
  { send, ledger, sink, file }: { send: WholeSend; ledger: LedgerView; sink: SinkRecord; file: string },
  onProgress: (settled: number) => void,
): Promise<{ decided: number; resumed: number }> {
  const people = { decided: 0, resumed: 0 };
  let movedAt = performance.now();
  let before = '';
  for (;;) {
    const now = standingOf(ledger);
    onProgress(now.settled);
    if (now.state === 'done' && now.open === 0 && now.held === 0) return people;
    if (now.held > 0 && now.open === 0) {
      const arrived = new Set(sink.entries().map(({ rcpt }) => rcpt));
      const { issueId } = send;
      people.decided += await settleHeld({ file, issueId, now: () => Date.now() }, (email) => arrived.has(email));
    }
    if (now.state === 'paused') people.resumed += await resume(send);
    const shown = JSON.stringify(now);
    if (shown !== before) movedAt = performance.now();
    before = shown;
    if (performance.now() - movedAt > PATIENCE) throw new Error(`Nothing has moved for six minutes: ${shown}`);
    await sleep(STEP);
  }
}

/** 1 when it went through: the web process may be on its way back. */
export async function resume(send: WholeSend): Promise<number> {
  try {
    await send.call('POST', `/issues/${send.issueId}/resume`, {});
    return 1;
  } catch {
    return 0;
  }
}
