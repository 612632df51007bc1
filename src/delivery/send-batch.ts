import type { Issue } from '../issues/issue.js';
import type { IssueStore } from '../issues/issue-store.js';
import { MINUTE, SECOND } from '../kernel/clock.js';
import { claimRound, type ClaimRoundDeps, type Round } from './claim-round.js';
import type { DeliveryStore } from './delivery-store.js';
import { createIssueNote, type IssueNote } from './issue-note.js';
import type { Mailer } from './mailer.js';
import { loadPlates, type PlateDeps, type Plates } from './plates.js';
import { createReporter, type Reporter, type ReporterDeps } from './report-sent.js';
import { sendOne, type SendOneDeps } from './send-one.js';
import { createWindowGate, type WindowGate, type WindowGateDeps } from './window-gate.js';

export interface SendBatchDeps extends SendOneDeps, PlateDeps, ClaimRoundDeps, ReporterDeps, WindowGateDeps {
  readonly deliveries: Pick<DeliveryStore, 'urgentBatches'>;
  readonly issues: Pick<IssueStore, 'byId' | 'variants' | 'transition' | 'noteTrouble'>;
  readonly newsletters: PlateDeps['newsletters'];
  readonly mailer: Mailer;
}

export interface BatchJob {
  readonly issueId: string;
  readonly batch: number;
}

/** A batch that must wait longer for a turn ends: it is rung again. */
const LONGEST_WAIT = MINUTE;
/** Urgent issues, pauses and the end of a window are looked for meanwhile. */
const LONGEST_REST = SECOND;

/**
 * Claims, sends and records until nothing of the batch is due or the signal aborts; what is on the wire is waited for.
 * Whatever is urgent goes first.
 */
export async function sendBatch(deps: SendBatchDeps, job: BatchJob, signal: AbortSignal): Promise<void> {
  const issue = await deps.issues.byId(job.issueId);
  if (issue === undefined) return;
  const note = createIssueNote(deps, issue);
  const gate = await createWindowGate(deps, { issue, note });
  if (!(await gate.isOpen())) return;
  const plates = await loadPlates(deps, job.issueId);
  if (plates === undefined) return;
  const inFlight = new Set<Promise<void>>();
  try {
    await work(deps, {
      job,
      issue,
      plates,
      note,
      gate,
      signal,
      inFlight,
      report: createReporter(deps, { issue, note }),
    });
  } finally {
    await Promise.all(inFlight);
    if (deps.box.size() > 0) await deps.box.exchange(null);
  }
}

interface Work {
  readonly job: BatchJob;
  readonly issue: Issue;
  readonly plates: Plates;
  readonly note: IssueNote;
  readonly gate: WindowGate;
  readonly signal: AbortSignal;
  readonly inFlight: Set<Promise<void>>;
  readonly report: Reporter;
}

/**
 * New claims are taken when half the connections are free, so that one slow answer holds nobody back and a commit carries
 * many results; once nothing more is due, results are recorded as they come.
 */
async function work(deps: SendBatchDeps, batch: Work): Promise<void> {
  const { job, issue, gate, signal, inFlight } = batch;
  const { mailer, box } = deps;
  let exhausted = false;
  while (!signal.aborted) {
    const free = mailer.concurrency - inFlight.size;
    const idle = inFlight.size === 0;
    if (idle || (!exhausted && free * 2 >= mailer.concurrency)) {
      await sendUrgentFirst(deps, issue, signal);
      if (signal.aborted || !(await gate.isOpen())) return;
      const round = await claimRound(deps, job, free);
      launch(deps, batch, round);
      exhausted = round.exhausted;
      const nothing = round.claims.length === 0;
      if (nothing && (await mayEnd(batch, { idle, round }))) return;
      if (nothing && !exhausted) {
        await deps.turns.rest(Math.min(round.askAgainIn, LONGEST_REST));
        continue;
      }
    }
    // All may have come back while the claim was waited for, and a race of nobody never ends.
    if (inFlight.size > 0) await Promise.race(inFlight);
    if (exhausted) await box.exchange(null);
  }
}

/**
 * Works what urgent issues have due before the next claim of a lesser issue: every slot of every sender turns to it at
 * once, whatever jobs are queued, with Redis or without.
 */
async function sendUrgentFirst(deps: SendBatchDeps, { kind }: Issue, signal: AbortSignal): Promise<void> {
  if (kind === 'urgent') return;
  for (const urgent of await deps.deliveries.urgentBatches(deps.clock.now())) {
    if (signal.aborted) return;
    await sendBatch(deps, urgent, signal);
  }
}

function launch(deps: SendBatchDeps, { plates, inFlight, report }: Work, { claims, lease }: Round): void {
  const { press, journal, clock, logger, session, ticks } = deps;
  const common = { press, journal, clock, logger, session, ...(ticks && { ticks }) };
  for (const { claim, turn } of claims) {
    const send = async () => {
      try {
        await report(await sendOne({ ...common, mailer: turn }, plates, { ...claim, lease }), { claim, turn });
      } finally {
        await deps.turns.giveBack([turn]);
      }
    };
    const running = send().finally(() => {
      inFlight.delete(running);
    });
    inFlight.add(running);
  }
}

/** With nothing on the wire and nothing to be had, in the next minute or at all. */
async function mayEnd({ note }: Work, { idle, round }: { idle: boolean; round: Round }): Promise<boolean> {
  if (!idle) return false;
  if (!round.exhausted && round.askAgainIn > LONGEST_WAIT) await note.waiting(round.askAgainIn);
  return round.exhausted || round.askAgainIn > LONGEST_WAIT;
}
