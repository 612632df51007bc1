import type { RunningJobs } from './worker-deps.js';

/**
 * Tells whether the bell is heard: false while jobs come in. Redis may be away, hung or emptied; whoever finds due work twice in
 * a row, and no job in between, does it without a job.
 */
export function watchForSilence(jobs: Pick<RunningJobs, 'active' | 'ended'>): {
  isSilent: (somethingDue: boolean) => boolean;
} {
  let endedBefore = jobs.ended();
  let wasDue = false;
  return {
    isSilent(somethingDue) {
      const idle = jobs.active() === 0 && jobs.ended() === endedBefore;
      endedBefore = jobs.ended();
      const silent = idle && wasDue && somethingDue;
      wasDue = somethingDue;
      return silent;
    },
  };
}
