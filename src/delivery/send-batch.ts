import type { IssueStore } from '../issues/issue-store.js';
import type { Alarm } from './alarm.js';
import type { Circuit } from './circuit.js';
import { loadPlates, type PlateDeps, type Plates } from './plates.js';
import { createRefusalStreak } from './refusal-streak.js';
import type { ResultBox } from './result-box.js';
import { LEASE, sendOne, type SendOneDeps } from './send-one.js';

export interface SendBatchDeps extends SendOneDeps, PlateDeps {
  readonly issues: Pick<IssueStore, 'byId' | 'variants' | 'transition'>;
  readonly box: ResultBox;
  readonly circuit: Circuit;
  readonly alarm: Alarm;
}

export interface BatchJob {
  readonly issueId: string;
  readonly batch: number;
}

/** Claims, sends and records until nothing of the batch is due or the signal aborts; what is on the wire is waited for. */
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
  const { mailer, box, circuit } = deps;
  const report = createReporter(deps, job.issueId);
  let exhausted = false;
  while (!signal.aborted) {
    const free = mailer.concurrency - inFlight.size;
    const idle = inFlight.size === 0;
    if (idle || (!exhausted && free * 2 >= mailer.concurrency)) {
      await circuit.ready(signal);
      if (signal.aborted) return;
      const lease = { until: deps.clock.now() + LEASE, claimedAt: performance.now() };
      const claims = await box.exchange(claimRequest(deps, job, { limit: free, leaseUntil: lease.until }));
      for (const claim of claims)
        launch(inFlight, async () => report(await sendOne(deps, plates, { ...claim, lease })));
      if (idle && claims.length === 0) return;
      exhausted = claims.length < free;
    }
    // All may have come back while the claim was waited for, and a race of nobody never ends.
    if (inFlight.size > 0) await Promise.race(inFlight);
    if (exhausted) await box.exchange(null);
  }
}

function claimRequest(
  deps: SendBatchDeps,
  job: BatchJob,
  { limit, leaseUntil }: { limit: number; leaseUntil: number },
) {
  const { issueId, batch } = job;
  return { issueId, batch, limit, session: deps.session.session, now: deps.clock.now(), leaseUntil };
}

function launch(inFlight: Set<Promise<void>>, send: () => Promise<void>): void {
  const running = send().finally(() => inFlight.delete(running));
  inFlight.add(running);
}

type Report = (sent: Awaited<ReturnType<typeof sendOne>>) => Promise<void>;

/** Puts a result into the box and acts on what it says about the relay and about the issue. */
function createReporter(deps: SendBatchDeps, issueId: string): Report {
  const streak = createRefusalStreak();
  return async ({ result, judged }) => {
    deps.box.add(result);
    if (judged.relayTrouble === undefined) deps.circuit.succeeded();
    else deps.circuit.failed(judged.relayTrouble);
    const reason = judged.pause ?? streak(judged);
    if (reason !== undefined) await pauseIssue(deps, issueId, reason);
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
