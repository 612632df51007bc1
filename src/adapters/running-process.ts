import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A child the supervisor looks after. */
export interface RunningProcess {
  readonly pid: number | undefined;
  /** How it ended, in words: `exit code 1`, `signal SIGKILL`, `cannot be started (...)`. Never rejects. */
  readonly exited: Promise<string>;
  /** Asks it to end: SIGTERM. */
  stop(): void;
  /** Ends it: SIGKILL. */
  kill(): void;
}

/** Watches a child that was just spawned; its lines of output go to `onLine`. */
export function watchChild(child: ChildProcess, { onLine }: { onLine: (line: string) => void }): RunningProcess {
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) readLines(stream, onLine);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`cannot be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`));
  });
  return {
    pid: child.pid,
    exited,
    stop: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}
