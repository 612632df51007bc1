import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedisConnections, type RedisConnections } from '../../src/adapters/redis-connections.js';
import { startRedis, type RedisServer } from '../../src/adapters/redis-server.js';
import { silentLogger } from './determinism.js';

/** A real redis-server in a folder of its own. */
export interface TestRedis {
  readonly connections: RedisConnections;
  /** SIGKILL, as an operator's worst day does it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: it hangs, and goes on. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

export async function openTestRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-redis-'));
  let server: RedisServer = await startRedis({ folder });
  const connections = createRedisConnections({ address: { socket: server.socket }, logger: silentLogger });
  const kill = async () => {
    server.kill();
    await server.exited;
  };
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.kill(server.pid ?? 0, name);
  return {
    connections,
    kill,
    start: async () => {
      server = await startRedis({ folder });
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    remove: async () => {
      connections.close();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
