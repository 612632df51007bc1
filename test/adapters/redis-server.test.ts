import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedisConnections, redisFault } from '../../src/adapters/redis-connections.js';
import { startRedis, type RedisServer } from '../../src/adapters/redis-server.js';
import { askRedis, redisSocket } from '../../src/adapters/redis-socket.js';
import { silentLogger } from '../support/determinism.js';

let folder: string;
const servers: RedisServer[] = [];

const start = async (options: { folder?: string; binary?: string } = {}) => {
  const server = await startRedis({ folder, ...options });
  servers.push(server);
  return server;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-redis-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.kill();
    await server.exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

test('answers on a socket that only this user may open, and drops no keys', async () => {
  const server = await start();
  expect(statSync(server.socket).mode & 0o777).toBe(0o700);
  const connections = createRedisConnections({ address: { socket: server.socket }, logger: silentLogger });
  const redis = connections.forWorker();
  try {
    expect(await redisFault(redis)).toBeUndefined();
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await redis.config('GET', 'port')).toEqual(['port', '0']);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await redisFault(redis)).toMatch(/allkeys-lru/);
  } finally {
    connections.close();
  }
});

test('stops when asked, and keeps what it had for the next start', async () => {
  const first = await start();
  const connections = createRedisConnections({ address: { socket: first.socket }, logger: silentLogger });
  await connections.forWorker().set('key', 'value');
  connections.close();
  first.stop();
  expect(await first.exited).toBe('exit code 0');
  const again = createRedisConnections({ address: { socket: (await start()).socket }, logger: silentLogger });
  expect(await again.forWorker().get('key')).toBe('value');
  again.close();
});

test('a child that outlived its supervisor is ended, and a new one takes its place', async () => {
  const leftover = await start();
  const fresh = await start();
  expect(await leftover.exited).toBe('exit code 0');
  expect(fresh.pid).not.toBe(leftover.pid);
  expect(await askRedis(fresh.socket, 'PING')).toBe('+PONG');
});

test('a leftover that hangs is killed', async () => {
  const leftover = await start();
  process.kill(leftover.pid ?? 0, 'SIGSTOP');
  const fresh = await start();
  expect(await leftover.exited).toBe('signal SIGKILL');
  expect(await askRedis(fresh.socket, 'PING')).toBe('+PONG');
}, 20_000);

test('a stale socket and a pid file that names another program are no hindrance', async () => {
  const killed = await start();
  killed.kill();
  await killed.exited;
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(join(folder, 'redis.pid'), String(bystander.pid));
  try {
    expect(await askRedis((await start()).socket, 'PING')).toBe('+PONG');
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
  } finally {
    bystander.kill('SIGKILL');
  }
});

test('an append-only file that cannot be read is set aside', async () => {
  const first = await start();
  first.kill();
  await first.exited;
  const files = join(folder, 'appendonlydir');
  for (const name of readdirSync(files))
    if (!name.endsWith('.manifest')) writeFileSync(join(files, name), 'no redis wrote this');
  expect(await askRedis((await start()).socket, 'PING')).toBe('+PONG');
  expect(readdirSync(folder)).toContain('appendonlydir.unreadable');
});

test('a torn tail of the append-only file is cut off', async () => {
  const first = await start();
  const connections = createRedisConnections({ address: { socket: first.socket }, logger: silentLogger });
  await connections.forWorker().set('key', 'value');
  connections.close();
  first.stop();
  await first.exited;
  const files = join(folder, 'appendonlydir');
  const log = readdirSync(files).find((name) => name.endsWith('.incr.aof')) ?? '';
  truncateSync(join(files, log), statSync(join(files, log)).size - 3);
  expect(await askRedis((await start()).socket, 'PING')).toBe('+PONG');
});

test('a folder too deep for a socket path gets a short one', async () => {
  const deep = join(folder, 'deep'.repeat(20), 'deeper'.repeat(10));
  mkdirSync(deep, { recursive: true });
  const server = await start({ folder: deep });
  expect(Buffer.byteLength(server.socket)).toBeLessThan(104);
  expect(server.socket).toBe(redisSocket(deep));
  rmSync(join(server.socket, '..'), { recursive: true });
});

test('without the program, the sentence says what to install', async () => {
  await expect(start({ binary: join(folder, 'no-redis-here') })).rejects.toThrow(
    /no-redis-here did not start .*Install redis-server, or set REDIS_URL/,
  );
});
