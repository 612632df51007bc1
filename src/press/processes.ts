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
 * No helper threads for V8: beside the threads that sign they only take turns with them. Measured on two cores with two
 * senders: a tenth less CPU for each message. A smaller heap (--max-old-space-size) costs a tenth more.
 */
const SENDER_FLAGS = ['--v8-pool-size=0'] as const;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const PROGRAMS: Programs = { web: here('../web/main.ts'), workers: here('../../workers/main.ts') };

/** Redis first; web before the senders, because it holds the built-in mailbox they send to. Stopped in the reverse order. */
export function processesOf(
  config: Config,
  { programs, say }: { programs: Programs; say: (line: string) => void },
): readonly (readonly ProcessSpec[])[] {
  const onLine = (name: string, line: string) => say(readableLine(name, line));
  const env = { ...inheritedEnvironment(), DATA_DIR: config.dataDir };
  const common = { env, onLine };
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
          flags: SENDER_FLAGS,
        }),
      ),
    ],
  ];
}
