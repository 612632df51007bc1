import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../kernel/logger.js';
import { createBreaker } from './bullmq-breaker.js';
import { PREFIX, type QueueName } from './bullmq-queues.js';

export interface RunJobsOptions {
  readonly queue: QueueName;
  readonly concurrency: number;
  /** Does one job. `signal` aborts when the job's lock was lost or the process stops. */
  handle(name: string, data: unknown, signal: AbortSignal): Promise<void>;
  readonly logger: Logger;
  /** Milliseconds until `close` gives up on running jobs. */
  readonly closeWithin?: number;
  /** Milliseconds a job's lock lives without renewal; renewed at half of it. */
  readonly lockDuration?: number;
}

export interface RunningJobs {
  /** Jobs at work now. */
  active(): number;
  /** Jobs ended since the start, well or not. */
  ended(): number;
  /** Takes no more jobs, aborts the running ones and returns within the deadline, Redis or not. */
  close(): Promise<void>;
}

/** Measured without a limit: 6,500 errors a second on a full Redis (bullmq 6.7). */
const ERRORS_PER_SECOND = 20;
const LOCK_DURATION = 30_000;
const CLOSE_WITHIN = 15_000;
/** Jobs only say where to look, so a stalled one is simply tried again. */
const STALLS = 20;

/**
 * Works a queue until `close`.
 * @param connection one of its own, `RedisConnections.forWorker()`; the caller cuts it after `close`
 */
export function runJobs(options: RunJobsOptions & { readonly connection: Redis }): RunningJobs {
  const { queue, connection, logger, concurrency } = options;
  const stopping = new AbortController();
  const counts = { active: 0, ended: 0 };
  const worker = new JobWorker(queue, createProcessor(options, stopping.signal, counts), {
    connection,
    concurrency,
    prefix: PREFIX,
    maxStalledCount: STALLS,
    lockDuration: options.lockDuration ?? LOCK_DURATION,
    skipVersionCheck: true,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'lock lost');
  });
  worker.on('failed', (job, error) => logger.error('job.failed', { job: job?.id, error }));
  worker.on('stalled', (id) => logger.warn('job.stalled', { job: id }));
  guard(worker, logger, stopping.signal);
  return {
    active: () => counts.active,
    ended: () => counts.ended,
    async close() {
      stopping.abort();
      const giveUp = new AbortController();
      const deadline = sleep(options.closeWithin ?? CLOSE_WITHIN, undefined, { signal: giveUp.signal }).catch(() => {});
      await Promise.race([worker.close(), deadline]);
      await worker.stopTimers();
      giveUp.abort();
    },
  };
}

class JobWorker extends Worker {
  /** BullMQ's close stops its timers last, and without Redis never gets there (6.7). */
  async stopTimers(): Promise<void> {
    await this.pause(true);
    await this.lockManager.close();
  }
}

/** Three parameters: BullMQ makes a signal only for a processor that takes it. */
function createProcessor(
  options: RunJobsOptions,
  stopping: AbortSignal,
  counts: { active: number; ended: number },
): (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<void> {
  return async (job, _token, signal) => {
    counts.active += 1;
    try {
      await options.handle(job.name, job.data, signal === undefined ? stopping : AbortSignal.any([stopping, signal]));
    } finally {
      counts.active -= 1;
      counts.ended += 1;
    }
  };
}

/** BullMQ fetches again at once after an error that is not the connection's: without a rest it spins. */
function guard(worker: Worker, logger: Logger, stopping: AbortSignal): void {
  const breaker = createBreaker({ limit: ERRORS_PER_SECOND, now: () => performance.now() });
  let resting = false;
  let lastWords = '';
  const rest = async (error: Error): Promise<void> => {
    resting = true;
    const milliseconds = breaker.rest();
    logger.error('jobs.resting', { milliseconds, error });
    try {
      await worker.pause(true);
      await sleep(milliseconds, undefined, { signal: stopping });
      await worker.resume();
    } catch (fault) {
      if (!stopping.aborted) logger.error('jobs.stuck', { error: fault });
    } finally {
      resting = false;
    }
  };
  worker.on('error', (error) => {
    if (error.message !== lastWords) logger.warn('jobs.error', { error });
    lastWords = error.message;
    if (breaker.strike() && !resting) void rest(error);
  });
}
