import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Bell, Job } from '../kernel/bell.js';
import type { Logger } from '../kernel/logger.js';
import { jobIdOf, PREFIX, queueOf, type QueueName } from './bullmq-queues.js';

export interface BullBell extends Bell {
  /** True when Redis answers now: a ring would be heard. */
  answers(): Promise<boolean>;
  /** Resolves when what was rung so far is in Redis or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** More rings than this in the air mean that Redis hangs: the rest is dropped, because reconcile rings again. */
const MOST_PENDING = 10_000;
const CHUNK = 500;
const CLOSE_WITHIN = 2_000;

/**
 * The bell over two BullMQ queues. It never throws and never waits: a ring that fails is logged once until one succeeds.
 * @param connection a fail-fast one, `RedisConnections.forRings()`; the caller closes it
 */
export function createBell({ connection, logger }: { connection: Redis; logger: Logger }): BullBell {
  const queues = { send: openQueue('send', connection), work: openQueue('work', connection) };
  const inTheAir = new Set<Promise<void>>();
  let pending = 0;
  let silent = false;
  const report = (failed: boolean, fields: Record<string, unknown>) => {
    if (failed && !silent) logger.warn('bell.silent', fields);
    if (!failed && silent) logger.info('bell.rings-again');
    silent = failed;
  };
  const add = async (queue: QueueName, jobs: readonly Job[]): Promise<void> => {
    pending += jobs.length;
    try {
      await queues[queue].addBulk(jobs.map(toBullJob));
      report(false, {});
    } catch (error) {
      report(true, { error, jobs: jobs.length });
    } finally {
      pending -= jobs.length;
    }
  };
  return {
    ring(jobs) {
      for (const { queue, part } of split(jobs)) {
        if (pending + part.length > MOST_PENDING) {
          report(true, { dropped: part.length });
          continue;
        }
        const adding = add(queue, part).finally(() => inTheAir.delete(adding));
        inTheAir.add(adding);
      }
    },
    async answers() {
      try {
        return (await connection.ping()) === 'PONG';
      } catch {
        return false;
      }
    },
    async settled() {
      await Promise.all(inTheAir);
    },
    async close() {
      await Promise.race([closeAll(inTheAir, Object.values(queues)), after(CLOSE_WITHIN)]);
    },
  };
}

/**
 * Ready before Redis is: the checks BullMQ makes at the start would fail for good on a fail-fast connection, so they are left out
 * (the policy is checked by `redisFault`).
 */
function openQueue(name: QueueName, connection: Redis): Queue {
  const queue = new Queue(name, {
    connection,
    prefix: PREFIX,
    skipWaitingForReady: true,
    skipVersionCheck: true,
    skipMetasUpdate: true,
    streams: { events: { maxLen: 1_000 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', () => {});
  return queue;
}

const toBullJob = (job: Job) => {
  const { name, ...data } = job;
  return { name, data, opts: { jobId: jobIdOf(job) } };
};

function split(jobs: readonly Job[]): readonly { queue: QueueName; part: readonly Job[] }[] {
  return (['send', 'work'] as const).flatMap((queue) => {
    const own = jobs.filter((job) => queueOf(job.name) === queue);
    return Array.from({ length: Math.ceil(own.length / CHUNK) }, (_, index) => ({
      queue,
      part: own.slice(index * CHUNK, (index + 1) * CHUNK),
    }));
  });
}

async function closeAll(inTheAir: ReadonlySet<Promise<void>>, queues: readonly Queue[]): Promise<void> {
  await Promise.all(inTheAir);
  await Promise.allSettled(queues.map(async (queue) => queue.close()));
}

const after = async (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
