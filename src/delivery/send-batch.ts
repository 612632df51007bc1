import type { Issue } from '../issues/issue.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { Gate } from '../kernel/gate.js';
import { MINUTE, SECOND } from '../kernel/clock.js';
import { claimRound, type ClaimRoundDeps, type Round } from './claim-round.js';
import type { DeliveryStore } from './delivery-store.js';
import { createFlights, type Flights } from './flights.js';
import { createIssueNote, type IssueNote } from './issue-note.js';
import { loadPlates, type PlateDeps, type Plates } from './plates.js';
import { createReporter, type Reporter, type ReporterDeps } from './report-sent.js';
import { sendOne, type SendOneDeps } from './send-one.js';
import type { Visits } from './visits.js';
import { createWindowGate, type WindowGate, type WindowGateDeps } from './window-gate.js';

export interface SendBatchDeps extends SendOneDeps, PlateDeps, ClaimRoundDeps, ReporterDeps, WindowGateDeps {
  readonly deliveries: Pick<DeliveryStore, 'urgentBatches'>;
  readonly issues: Pick<IssueStore, 'byId' | 'variants' | 'transition' | 'noteTrouble'>;
  readonly newsletters: PlateDeps['newsletters'];
  /** Holds the messages that are printed and not yet answered: a claim is small, a message is not. */
  readonly table: Gate;
  readonly visits: Visits;
  /** Somebody else's batch, worked while the own one waits: it is left as soon as there is nothing to claim. */
  readonly visiting?: true;
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
  const flights = createFlights();
  try {
    await work(deps, {
      job,
      issue,
      plates,
      note,
      gate,
      signal,
      flights,
      report: createReporter(deps, { issue, note }),
    });
  } finally {
    await flights.landed(0);
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
  readonly flights: Flights;
  readonly report: Reporter;
}

/** Milliseconds a result waits for others before it is recorded, when no further claim carries it. */
const RECORD_WITHIN = 100;

/**
 * New claims are taken when half a handful has been answered, so that one slow answer holds nobody back and a commit
 * carries many results; once nothing more is due, results are recorded a few at a time.
 */
async function work(deps: SendBatchDeps, batch: Work): Promise<void> {
  const { job, issue, gate, signal, flights } = batch;
  const { turns, box } = deps;
  let exhausted = false;
  while (!signal.aborted) {
    const most = turns.inHand();
    const idle = flights.size() === 0;
    if (idle || (!exhausted && flights.size() * 2 <= most)) {
      await sendUrgentFirst(deps, issue, signal);
      if (signal.aborted || !(await gate.isOpen())) return;
      const round = await claimRound(deps, job, most - flights.size());
      launch(deps, batch, round);
      exhausted = round.exhausted;
      const nothing = round.claims.length === 0;
      if (nothing && (await mayEnd(batch, { idle, round }))) return;
      if (nothing && !exhausted) {
        if (!(await stay(deps, batch, round))) return;
        continue;
      }
    }
    if (exhausted) {
      await flights.landed(0, RECORD_WITHIN);
      await box.exchange(null);
    } else await flights.landed(Math.floor(most / 2));
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

/** With nothing to claim now: helps elsewhere, or rests. False for a visitor, who leaves. */
async function stay(deps: SendBatchDeps, { job, signal }: Work, { kept, askAgainIn }: Round): Promise<boolean> {
  if (deps.visiting === true) return false;
  if (!kept || !(await visitAnother(deps, job, signal))) await deps.turns.rest(Math.min(askAgainIn, LONGEST_REST));
  return true;
}

/** Works what can be sent of another batch while this one waits for recipient domains; false when there is none. */
async function visitAnother(deps: SendBatchDeps, own: BatchJob, signal: AbortSignal): Promise<boolean> {
  const other = await deps.visits.next(own);
  if (other === undefined) return false;
  await sendBatch({ ...deps, visiting: true }, other, signal);
  return true;
}

function launch(deps: SendBatchDeps, { plates, flights, report }: Work, { claims, lease }: Round): void {
  for (const { claim, turn } of claims)
    flights.launch(async () => {
      await deps.table.enter();
      try {
        await report(await sendOne(deps, plates, { claim, lease, mailer: turn }), { claim, turn });
      } catch (error) {
        deps.logger.error('delivery.not-reported', { issueId: claim.issueId, error: String(error) });
      } finally {
        deps.table.leave();
        await deps.turns.giveBack([turn]);
      }
    });
}

/** With nothing on the wire and nothing to be had, in the next minute or at all. */
async function mayEnd({ note }: Work, { idle, round }: { idle: boolean; round: Round }): Promise<boolean> {
  if (!idle) return false;
  if (!round.exhausted && round.askAgainIn > LONGEST_WAIT) await note.waiting(round.askAgainIn);
  return round.exhausted || round.askAgainIn > LONGEST_WAIT;
}
