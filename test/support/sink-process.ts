import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { followSinkLog, type SinkRecord } from './fault-sink-log.js';
import type { SinkTally } from './fault-sink-tally.js';

/** The fault sink as a process of its own, which no trouble of the test's process touches. */
export interface SinkProcess extends SinkRecord {
  readonly port: number;
  /** Stands still, with all its connections open, until `goOn`. */
  rest(): void;
  goOn(): void;
  /** Ends it; what it saw, in numbers. */
  close(): Promise<SinkTally>;
}

const COMMAND = fileURLToPath(new URL('sink-command.ts', import.meta.url));

export async function startSinkProcess(logFile: string, options: readonly string[] = []): Promise<SinkProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, '--json', '--log', logFile, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('The sink has ended.');
    return JSON.parse(value) as T;
  };
  const { port } = await line<{ port: number }>();
  return {
    port,
    ...followSinkLog(logFile),
    rest: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    close: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const tally = await line<SinkTally>();
      await ended;
      return tally;
    },
  };
}
