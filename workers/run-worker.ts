import { copyPicture } from './copy-picture.js';
import { dispatch } from './dispatch.js';
import { every } from './every.js';
import { fetchSource } from './fetch-source.js';
import { prepareIssue } from './prepare-issue.js';
import { sendLetter } from './send-letter.js';
import { tick, workUnheard } from './tick.js';
import type { RunningRole, WorkerDeps } from './worker-deps.js';

/** Letters and fetches wait for other machines, so several run at once. */
const JOBS = 10;

export interface WorkerTiming {
  readonly tick: number;
  /** Between two looks whether an issue is done. */
  readonly close: number;
  readonly reconcile: number;
  readonly heartbeat: number;
  /** Between two looks at what came back. */
  readonly feedback: number;
  readonly poll: number;
}

const TIMING: WorkerTiming = {
  tick: 2_000,
  close: 250,
  reconcile: 10_000,
  heartbeat: 5_000,
  feedback: 60_000,
  poll: 5_000,
};

/** Works the jobs of the work queue and everything that goes by the clock. */
export function runWorker(deps: WorkerDeps, timing: WorkerTiming = TIMING): RunningRole {
  const { rooms, letters, reconciler, logger } = deps;
  const jobs = deps.runJobs({
    queue: 'work',
    concurrency: JOBS,
    handle: dispatch({
      'prepare-issue': prepareIssue(rooms.issues),
      'fetch-source': fetchSource(rooms.articles),
      'copy-picture': copyPicture(rooms.articles),
      'send-letter': sendLetter(letters),
    }),
  });
  const rounds = [
    every(timing.reconcile, { name: 'reconcile', work: async () => reconciler.reconcile(), logger }),
    every(timing.tick, { name: 'tick', work: tick(deps), logger }),
    every(timing.close, { name: 'close-finished', work: async () => rooms.issues.closeFinished(), logger }),
    every(timing.poll, { name: 'unheard', work: workUnheard(deps, jobs), logger }),
    every(timing.feedback, { name: 'feedback', work: async () => deps.watchFeedback(), logger }),
    every(timing.feedback, { name: 'forget-seen', work: async () => deps.forgetSeen(), logger }),
    every(timing.heartbeat, { name: 'heartbeat', work: async () => deps.beat(), logger }),
  ];
  return {
    close: async () => {
      await Promise.all([jobs.close(), ...rounds.map(async (round) => round.stop())]);
      await deps.close();
    },
  };
}
