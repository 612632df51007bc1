import { once } from 'node:events';
import { SessionEndedError } from '../src/delivery/session-ended-error.js';
import { dispatch } from './dispatch.js';
import { every } from './every.js';
import { sendBatch } from './send-batch.js';
import { watchForSilence } from './unheard.js';
import type { RunningJobs, RunningRole, SenderDeps } from './worker-deps.js';

/** Two batches at once, so that the end of one does not leave connections idle. */
const BATCHES = 2;

export interface SenderTiming {
  readonly heartbeat: number;
  readonly poll: number;
}

const TIMING: SenderTiming = { heartbeat: 10_000, poll: 5_000 };

/** Works send-batch jobs, and due batches without jobs when no bell is heard. Is lost when others ended its session. */
export function runSender(deps: SenderDeps, timing: SenderTiming = TIMING): RunningRole {
  const { sender, logger } = deps;
  const jobs = deps.runJobs({
    queue: 'send',
    concurrency: BATCHES,
    handle: dispatch({ 'send-batch': sendBatch(sender) }),
  });
  const polls = every(timing.poll, { name: 'due-batches', work: pollDueBatches(deps, jobs), logger });
  const loss = new AbortController();
  const lost = once(loss.signal, 'abort').then(() => undefined);
  const beats = every(timing.heartbeat, { name: 'heartbeat', work: heartbeat(deps, () => loss.abort()), logger });
  const shut = async () => {
    await Promise.all([jobs.close(), polls.stop(), beats.stop()]);
    await deps.close();
  };
  let closing: Promise<void> | undefined;
  const close = async () => (closing ??= shut());
  // A close that fails is told to those who wait for it.
  lost.then(close).catch(() => {});
  return { lost, close };
}

function heartbeat({ sender, logger }: SenderDeps, lose: () => void): () => Promise<void> {
  return async () => {
    try {
      await sender.beat();
    } catch (error) {
      if (!(error instanceof SessionEndedError)) throw error;
      logger.error('sender.lost', { error });
      lose();
    }
  };
}

function pollDueBatches({ sender, logger }: SenderDeps, jobs: RunningJobs): (signal: AbortSignal) => Promise<void> {
  const silence = watchForSilence(jobs);
  return async (signal) => {
    const due = await sender.dueBatches();
    if (!silence.isSilent(due.length > 0)) return;
    logger.warn('bell.unheard', { dueBatches: due.length });
    for (const batch of due) {
      if (signal.aborted || jobs.active() > 0) return;
      await sender.sendBatch(batch, signal);
    }
  };
}
