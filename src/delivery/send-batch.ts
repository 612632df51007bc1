import type { Issue } from '../issues/issue.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { Alarm } from './alarm.js';
import type { Circuit } from './circuit.js';
import type { DeliveryStore } from './delivery-store.js';
import type { Pace } from './pace.js';
import { loadPlates, type PlateDeps, type Plates } from './plates.js';
import { createRefusalStreak } from './refusal-streak.js';
import type { ResultBox } from './result-box.js';
import { LEASE, sendOne, type SendOneDeps } from './send-one.js';

export interface SendBatchDeps extends SendOneDeps, PlateDeps {
  readonly deliveries: Pick<DeliveryStore, 'urgentBatches'>;
  readonly issues: Pick<IssueStore, 'byId' | 'variants' | 'transition' | 'noteTrouble'>;
  readonly box: ResultBox;
  readonly circuit: Circuit;
  readonly pace: Pace;
  readonly alarm: Alarm;
}

export interface BatchJob {
  readonly issueId: string;
  readonly batch: number;
}

/**
 * Claims, sends and records until nothing of the batch is due or the signal aborts; what is on the wire is waited for.
 * When other batches have taken all that the relays let through in the next minute, it ends before: it is rung again.
 */
export async function sendBatch(deps: SendBatchDeps, job: BatchJob, signal: AbortSignal): Promise<void> {
  const plates = await loadPlates(deps, job.issueId);
  if (plates === undefined) return;
  const inFlight = new Set<Promise<void>>();
  try {
    await work(deps, { job, plates, signal, inFlight });
  } finally {
    await Promise.all(inFlight);
    if (deps.box.size() > 0) await deps.box.exchange(null);
  }
}

interface Work {
  readonly job: BatchJob;
  readonly plates: Plates;
  readonly signal: AbortSignal;
  readonly inFlight: Set<Promise<void>>;
}

/**
 * New claims are taken when half the connections are free, so that one slow answer holds nobody back and a commit carries
 * many results; once nothing more is due, results are recorded as they come.
 */
async function work(deps: SendBatchDeps, { job, plates, signal, inFlight }: Work): Promise<void> {
  const { mailer, box, circuit, pace, ticks = () => performance.now() } = deps;
  const report = createReporter(deps, plates.issue);
  let exhausted = false;
  while (!signal.aborted) {
    const free = mailer.concurrency - inFlight.size;
    const idle = inFlight.size === 0;
    if (idle || (!exhausted && free * 2 >= mailer.concurrency)) {
      await circuit.ready(signal);
      await sendUrgentFirst(deps, plates.issue, signal);
      if (signal.aborted) return;
      const lease = { until: deps.clock.now() + LEASE, claimedAt: ticks() };
      const { claims, limit } = await claimSome(deps, job, { wanted: free, leaseUntil: lease.until });
      for (const claim of claims)
        launch({ inFlight, pace }, async () => report(await sendOne(deps, plates, { ...claim, lease })));
      if (idle && claims.length === 0) return;
      exhausted = claims.length < limit;
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

/** Records what is in the box and claims as much of `wanted` as the relays will take soon. */
async function claimSome(
  { box, pace, session, clock }: SendBatchDeps,
  { issueId, batch }: BatchJob,
  { wanted, leaseUntil }: { wanted: number; leaseUntil: number },
) {
  const limit = pace.reserve(wanted);
  let claimed = 0;
  try {
    const request = { issueId, batch, limit, session: session.session, now: clock.now(), leaseUntil };
    const claims = await box.exchange(limit > 0 ? request : null);
    claimed = claims.length;
    return { claims, limit };
  } finally {
    pace.giveBack(limit - claimed);
  }
}

function launch({ inFlight, pace }: { inFlight: Set<Promise<void>>; pace: Pace }, send: () => Promise<void>): void {
  const running = send().finally(() => {
    inFlight.delete(running);
    pace.giveBack(1);
  });
  inFlight.add(running);
}

type Report = (sent: Awaited<ReturnType<typeof sendOne>>) => Promise<void>;

/** Puts a result into the box and acts on what it says about the relay and about the issue. */
function createReporter(deps: SendBatchDeps, { id: issueId, stateReason }: Issue): Report {
  const streak = createRefusalStreak();
  const tellTrouble = createTroubleTeller(deps, { issueId, told: stateReason });
  return async ({ result, judged }) => {
    deps.box.add(result);
    if (judged.relayTrouble !== undefined) deps.circuit.failed(judged.relayTrouble);
    else if (judged.unasked !== true) deps.circuit.succeeded();
    if (judged.unasked !== true) await tellTrouble(judged.relayTrouble);
    const reason = judged.pause ?? streak(judged);
    if (reason !== undefined) await pauseIssue(deps, issueId, reason);
  };
}

/** Shows on the issue what the relay says while it takes nothing, once per trouble, and takes it away again. */
function createTroubleTeller({ issues }: SendBatchDeps, { issueId, told }: { issueId: string; told: string | null }) {
  let shown = told !== null;
  return async (trouble: string | undefined): Promise<void> => {
    if (shown === (trouble !== undefined)) return;
    shown = trouble !== undefined;
    const words = `The mail server takes nothing at the moment (${trouble ?? ''}). It is tried again by itself.`;
    await issues.noteTrouble(issueId, shown ? words.slice(0, 300) : null);
  };
}

async function pauseIssue(deps: SendBatchDeps, id: string, reason: string): Promise<void> {
  const { issues, alarm, clock, logger } = deps;
  try {
    const paused = await issues.transition({ id, from: ['sending'], to: 'paused', at: clock.now(), reason });
    if (!paused) return;
    logger.warn('issue.paused', { issueId: id, reason });
    await alarm(id, reason);
  } catch (error) {
    logger.error('issue.not-paused', { issueId: id, error: String(error) });
  }
}
