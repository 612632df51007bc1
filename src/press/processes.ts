import { fileURLToPath } from 'node:url';
import { nodeProcess } from '../adapters/node-process.js';
import type { ProcessSpec } from '../adapters/processes.js';
import { startRedis } from '../adapters/redis-server.js';
import { inheritedEnvironment, type Config } from '../config.js';
import { readableLine } from './readable-line.js';

/** The files the children run. */
export interface Programs {
  readonly web: string;
  readonly workers: string;
}

/** Redis greets at length; only this of it matters. */
const TROUBLE = /error|can't|cannot|denied|corrupt|bad file/i;

/**
 * As many helper threads for V8 as the machine has cores for, in place of four. A smaller heap (--max-old-space-size) costs a
 * tenth more CPU.
 */
const SENDER_FLAGS = ['--v8-pool-size=0'] as const;

/**
 * Threads that sign, in each sender; Node's own number is four. There are about as many senders as cores, and more threads only
 * take turns: measured on two cores with two senders, 2,860 signed messages a second with two, 2,450 to 2,880 with four.
 */
const SIGNING_THREADS = '2';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const PROGRAMS: Programs = { web: here('../web/main.ts'), workers: here('../../workers/main.ts') };

/** Redis first; web before the senders, because it holds the built-in mailbox they send to. Stopped in the reverse order. */
export function processesOf(
  config: Config,
  { programs, say }: { programs: Programs; say: (line: string) => void },
): readonly (readonly ProcessSpec[])[] {
  const onLine = (name: string, line: string) => say(readableLine(name, line));
  const env: Record<string, string | undefined> = { ...inheritedEnvironment(), DATA_DIR: config.dataDir };
  const common = { env, onLine };
  const senderEnv = { ...env, UV_THREADPOOL_SIZE: env['UV_THREADPOOL_SIZE'] ?? SIGNING_THREADS };
  const { redis } = config;
  const startOwnRedis = (folder: string) => async () =>
    startRedis({ folder, onLine: (line) => (TROUBLE.test(line) ? onLine('redis', line) : undefined) });
  return [
    redis.kind === 'embedded' ? [{ name: 'redis', start: startOwnRedis(redis.folder) }] : [],
    [nodeProcess({ ...common, name: 'web', file: programs.web })],
    [
      nodeProcess({ ...common, name: 'worker', file: programs.workers, args: ['worker'] }),
      ...Array.from({ length: config.senders }, (_, index) =>
        nodeProcess({
          ...common,
          name: `sender-${index + 1}`,
          file: programs.workers,
          args: ['sender'],
          env: senderEnv,
          flags: SENDER_FLAGS,
        }),
      ),
    ],
  ];
}
