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

/** Works send-batch jobs, and due batches without jobs when no bell is heard. */
export function runSender(deps: SenderDeps, timing: SenderTiming = TIMING): RunningRole {
  const { sender, logger } = deps;
  const jobs = deps.runJobs({
    queue: 'send',
    concurrency: BATCHES,
    handle: dispatch({ 'send-batch': sendBatch(sender) }),
  });
  const beats = every(timing.heartbeat, { name: 'heartbeat', work: async () => sender.beat(), logger });
  const polls = every(timing.poll, { name: 'due-batches', work: pollDueBatches(deps, jobs), logger });
  return {
    close: async () => {
      await Promise.all([jobs.close(), polls.stop(), beats.stop()]);
      await deps.close();
    },
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
