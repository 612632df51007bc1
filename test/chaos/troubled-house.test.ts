import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createIssueStore } from '../../db/issue-store.js';
import { openDatabase } from '../../db/open.js';
import { createBell } from '../../src/adapters/bullmq-bell.js';
import { runJobs } from '../../src/adapters/bullmq-workers.js';
import { freePort } from '../../src/adapters/system-ports.js';
import { openIssuesRoom } from '../../src/issues/open-room.js';
import type { Logger } from '../../src/kernel/logger.js';
import { checkRedisUrl } from '../../src/press/check-surroundings.js';
import { silentLogger } from '../support/determinism.js';
import { addNewsletter, addStory, openIssuesWorld } from '../support/issues-world.js';
import type { SinkScript } from '../support/fault-sink-script.js';
import { childrenOf } from '../support/processes-of.js';
import { openTestRedis, type TestRedis } from '../support/redis.js';
import { ROOT } from '../support/typescript-child.js';
import { waitFor } from '../support/wait-for.js';
import { openWholeSend, type WholeSend } from '../support/whole-send.js';

let redis: TestRedis | undefined;
let send: WholeSend | undefined;
afterEach(async () => {
  await send?.stop();
  await redis?.remove();
  send = undefined;
  redis = undefined;
});

const READERS = 600;
const slowly: SinkScript = ({ point }) => (point === 'dot' ? { do: 'slow', milliseconds: 100 } : undefined);

test('in mid-send a second Pressrun on the same folder is refused, and a stop while Redis hangs leaves no doubt', async () => {
  send = await openWholeSend({ readers: READERS, script: slowly });
  await send.start();
  await send.dots(10);
  const second = await startOn(join(send.house.folder, 'data'));
  expect(second.status).toBe(1);
  expect(second.stdout).toMatch(/Another Pressrun \(process \d+\) works on/);
  const pid = send.house.pid();
  const hanging = childrenOf(pid).find(({ command }) => command.includes('redis-server'));
  process.kill(hanging?.pid ?? 0, 'SIGSTOP');
  process.kill(pid, 'SIGTERM');
  await waitFor('the end', () => !isThere(pid), 25_000);
  const rows = send.query('SELECT state, count(*) AS count FROM deliveries GROUP BY state ORDER BY state');
  expect(rows).toEqual([
    { state: 'accepted', count: send.sink.entries().length },
    { state: 'pending', count: READERS - send.sink.entries().length },
  ]);
  expect(send.query(`SELECT * FROM delivery_events WHERE event = 'in_doubt'`)).toEqual([]);
  expect(send.query('SELECT * FROM sender_sessions WHERE ended_at IS NULL')).toEqual([]);
}, 120_000);

async function startOn(dataDir: string) {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    DATA_DIR: dataDir,
    PORT: String(await freePort('127.0.0.1')),
    SMTP_URL: 'smtp://127.0.0.1:9',
  };
  return spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'src/main.ts')], { env, encoding: 'utf8' });
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a Redis that refuses', () => {
  test('a Redis that wants a password is refused at the start in one sentence', async () => {
    redis = await openTestRedis();
    const client = redis.connections.forWorker();
    const port = await freePort('127.0.0.1');
    await client.config('SET', 'port', port);
    await client.config('SET', 'requirepass', 'secret');
    await expect(checkRedisUrl(`redis://127.0.0.1:${port}`)).rejects.toThrow(
      /^REDIS_URL: no Redis answers at .*check user and password/,
    );
    expect(await checkRedisUrl(`redis://:secret@127.0.0.1:${port}`)).toMatch(/^Redis ready/);
  }, 30_000);

  test('a Redis that became read-only is rested from, and the jobs go on when it takes them again', async () => {
    redis = await openTestRedis();
    const said: string[] = [];
    const note = (event: string) => void said.push(event);
    const logger: Logger = { ...silentLogger, warn: note, error: note };
    const bell = createBell({ connection: redis.connections.forRings(), logger });
    await waitFor('the bell', async () => bell.answers());
    const client = redis.connections.forWorker();
    const seen: unknown[] = [];
    const jobs = runJobs({
      queue: 'send',
      concurrency: 1,
      connection: redis.connections.forWorker(),
      logger,
      handle: async (_name, data) => void seen.push(data),
    });
    const ring = (batch: number) => bell.ring([{ name: 'send-batch', issueId: '06h0emh9xz4xg5hw', batch }]);
    try {
      ring(1);
      await waitFor('the first job', () => seen.length === 1);
      await client.replicaof('127.0.0.1', 9);
      ring(2);
      await waitFor('a word about it', () => said.length > 0);
      await client.replicaof('NO', 'ONE');
      ring(3);
      await waitFor('the jobs after it', () => seen.some((data) => JSON.stringify(data).includes('"batch":3')), 20_000);
      // Not a line for each attempt.
      expect(said.length).toBeLessThan(50);
    } finally {
      await jobs.close();
      await bell.close();
    }
  }, 45_000);
});

describe('the schedule', () => {
  test('two schedulers on one ledger, at once, make one edition', async () => {
    const world = await openIssuesWorld(Date.UTC(2026, 10, 22, 6));
    const other = openDatabase(world.db.sqlite.name);
    try {
      await addNewsletter(world);
      addStory(world, 'Ferry returns');
      const second = openIssuesRoom({ ...world.deps, issues: createIssueStore({ db: other }) });
      const ticks = Array.from({ length: 20 }, async (_, round) => (round % 2 === 0 ? world.room : second).tick());
      await Promise.all(ticks);
      const issues = await world.room.list({ limit: 10 });
      expect(issues.map(({ localDate, state }) => [localDate, state])).toEqual([['2026-11-22', 'preparing']]);
    } finally {
      other.close();
      world.remove();
    }
  });

  test('an issue whose bell was never rung is rung for at the next tick', async () => {
    const world = await openIssuesWorld();
    try {
      await addNewsletter(world, { mode: 'review' });
      addStory(world, 'Ferry returns');
      const silent = openIssuesRoom({ ...world.deps, bell: { ring: () => {} } });
      const built = await silent.build({ newsletter: 'daily' }, 'key:test');
      if (!built.ok) throw new Error(built.refusal.detail);
      const { id, contentHash } = built.value.issue;
      await silent.approve(id, contentHash, 'person:ana');
      expect(await silent.send(id, {}, 'person:ana')).toMatchObject({ ok: true });
      expect(world.rung).toEqual([]);
      await world.room.tick();
      expect(world.rung).toEqual([{ name: 'prepare-issue', issueId: id }]);
    } finally {
      world.remove();
    }
  });
});
