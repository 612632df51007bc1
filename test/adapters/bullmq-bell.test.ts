import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createBell, type BullBell } from '../../src/adapters/bullmq-bell.js';
import { jobIdOf } from '../../src/adapters/bullmq-queues.js';
import { runJobs, type RunningJobs } from '../../src/adapters/bullmq-workers.js';
import type { Job } from '../../src/kernel/bell.js';
import type { Logger } from '../../src/kernel/logger.js';
import { silentLogger } from '../support/determinism.js';
import { openTestRedis, type TestRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

let redis: TestRedis;
let bell: BullBell;
let running: RunningJobs | undefined;
let seen: { name: string; data: unknown }[];
let events: string[];

const logger: Logger = {
  ...silentLogger,
  info: (event) => void events.push(event),
  warn: (event) => void events.push(event),
  error: (event) => void events.push(event),
};

const batch = (number: number): Job => ({ name: 'send-batch', issueId: '06h0emh9xz4xg5hw', batch: number });
const letter = (letterId: string): Job => ({ name: 'send-letter', letterId });

const work = (options: { handle?: (signal: AbortSignal) => Promise<void>; closeWithin?: number } = {}) => {
  running = runJobs({
    queue: 'send',
    concurrency: 2,
    connection: redis.connections.forWorker(),
    logger,
    handle: async (name, data, signal) => {
      seen.push({ name, data });
      await options.handle?.(signal);
    },
    ...(options.closeWithin !== undefined && { closeWithin: options.closeWithin }),
  });
  return running;
};

const untilAborted = async (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const admin = async <T>(ask: (client: Redis) => Promise<T>): Promise<T> => ask(redis.connections.forWorker());

beforeEach(async () => {
  seen = [];
  events = [];
  redis = await openTestRedis();
  bell = createBell({ connection: redis.connections.forRings(), logger });
  await waitFor('the bell to be connected', async () => bell.answers());
});

afterEach(async () => {
  await running?.close();
  running = undefined;
  await bell.close();
  await redis.remove();
});

describe('the bell', () => {
  test('a ring reaches the worker of its queue, with ids only', async () => {
    work();
    bell.ring([batch(3), letter('06h0emh9xz4xg5hx')]);
    await waitFor('the batch', () => seen.length > 0);
    await bell.settled();
    expect(seen).toEqual([{ name: 'send-batch', data: { issueId: '06h0emh9xz4xg5hw', batch: 3 } }]);
    expect(await admin(async (client) => client.llen('pressrun:work:wait'))).toBe(1);
  });

  test('the same thing rung many times waits once', async () => {
    bell.ring([batch(1), batch(1), batch(2)]);
    bell.ring([batch(1)]);
    await bell.settled();
    expect(await admin(async (client) => client.llen('pressrun:send:wait'))).toBe(2);
  });

  test('job ids hold no colon', () => {
    expect(jobIdOf(batch(12))).toBe('send-batch.06h0emh9xz4xg5hw.12');
    expect(jobIdOf({ name: 'send-batch', issueId: '06h0emh9xz4xg5hw', batch: 12, after: 'dead' })).toBe(
      'send-batch.06h0emh9xz4xg5hw.12.dead',
    );
    expect(jobIdOf({ name: 'fetch-source', sourceId: 'x' })).toBe('fetch-source.x');
  });

  test('ringing without Redis returns at once, is logged once, and works again afterwards', async () => {
    await redis.kill();
    for (let number = 0; number < 50; number++) bell.ring([batch(number)]);
    await bell.settled();
    expect(await bell.answers()).toBe(false);
    expect(events.filter((event) => event === 'bell.silent')).toHaveLength(1);
    await redis.start();
    await waitFor('Redis to answer', async () => bell.answers());
    bell.ring([batch(1)]);
    await bell.settled();
    expect(events).toContain('bell.rings-again');
    expect(await admin(async (client) => client.exists('pressrun:send:send-batch.06h0emh9xz4xg5hw.1'))).toBe(1);
  });

  test('a Redis that hangs holds nobody up', async () => {
    redis.freeze();
    const before = performance.now();
    bell.ring([batch(1)]);
    expect(performance.now() - before).toBeLessThan(500);
    expect(await bell.answers()).toBe(false);
    await bell.settled();
    expect(events).toContain('bell.silent');
    redis.thaw();
  });

  test('a bell that is made before Redis runs rings once it does', async () => {
    await redis.kill();
    const early = createBell({ connection: redis.connections.forRings(), logger });
    early.ring([batch(1)]);
    await early.settled();
    await redis.start();
    await waitFor('Redis to answer', async () => early.answers());
    early.ring([batch(2)]);
    await early.settled();
    expect(await admin(async (client) => client.exists('pressrun:send:send-batch.06h0emh9xz4xg5hw.2'))).toBe(1);
    await early.close();
  });
});

describe('the workers', () => {
  test('leave nothing in Redis, whether a job ends well or not', async () => {
    let fail = true;
    work({
      handle: async () => {
        if (!fail) return;
        fail = false;
        throw new Error('no');
      },
    });
    bell.ring([batch(1)]);
    await waitFor('the first job', () => running?.ended() === 1);
    bell.ring([batch(2)]);
    await waitFor('the second job', () => running?.ended() === 2);
    const client = redis.connections.forWorker();
    await waitFor('no job to be left', async () => (await client.keys('pressrun:send:send-batch*')).length === 0);
    expect(events).toContain('job.failed');
  });

  test('go on after FLUSHALL', async () => {
    work();
    bell.ring([batch(1)]);
    await waitFor('the first job', () => seen.length === 1);
    await admin(async (client) => client.flushall());
    bell.ring([batch(2)]);
    await waitFor('the second job', () => seen.length === 2, 20_000);
  }, 30_000);

  test('go on after Redis was killed and came back', async () => {
    work();
    bell.ring([batch(1)]);
    await waitFor('the first job', () => seen.length === 1);
    await redis.kill();
    await redis.start();
    await waitFor('Redis to answer', async () => bell.answers());
    bell.ring([batch(2)]);
    await waitFor('the second job', () => seen.length === 2, 25_000);
  }, 40_000);

  test('a lost lock aborts the job', async () => {
    const aborted: unknown[] = [];
    running = runJobs({
      queue: 'send',
      concurrency: 1,
      lockDuration: 400,
      connection: redis.connections.forWorker(),
      logger,
      handle: async (_name, _data, signal) => {
        await untilAborted(signal);
        aborted.push(signal.reason);
      },
    });
    bell.ring([batch(1)]);
    await waitFor('the job to run', () => running?.active() === 1);
    await admin(async (client) => client.flushall());
    await waitFor('the job to be aborted', () => aborted.length === 1);
  });

  test('closing aborts running jobs and waits for them', async () => {
    let ended = false;
    const jobs = work({
      handle: async (signal) => {
        await untilAborted(signal);
        ended = true;
      },
    });
    bell.ring([batch(1)]);
    await waitFor('the job to run', () => jobs.active() === 1);
    await jobs.close();
    expect(ended).toBe(true);
  });

  test('closing returns within its deadline while Redis is away', async () => {
    const jobs = work({ closeWithin: 500 });
    bell.ring([batch(1)]);
    await waitFor('the job', () => seen.length === 1);
    await redis.kill();
    const before = performance.now();
    await jobs.close();
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  test('a full Redis makes them rest instead of spin', async () => {
    bell.ring(Array.from({ length: 10 }, (_, number) => batch(number)));
    await bell.settled();
    await admin(async (client) => client.config('SET', 'maxmemory', '1mb'));
    work();
    await waitFor('a rest', () => events.includes('jobs.resting'), 15_000);
    const spent = process.cpuUsage();
    const until = performance.now() + 700;
    await waitFor('some time of rest', () => performance.now() > until);
    const { user, system } = process.cpuUsage(spent);
    expect((user + system) / 1000).toBeLessThan(500);
    await admin(async (client) => client.config('SET', 'maxmemory', '0'));
    await waitFor('all jobs', () => seen.some(({ data }) => JSON.stringify(data).includes('"batch":9')), 20_000);
  }, 45_000);
});
