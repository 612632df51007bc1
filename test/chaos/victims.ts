import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { childrenOf, type ChildProcess } from '../support/processes-of.js';
import type { Blow, Target } from './chaos-plan.js';

const COMMANDS: Readonly<Record<Target, RegExp>> = {
  sender: /workers\.js sender/,
  worker: /workers\.js worker/,
  web: /web\/main\.js/,
  redis: /redis-server/,
};

/** The processes of one Pressrun, to be struck. */
export interface Victims {
  /** Strikes once somebody is there to be struck, asking `meanwhile` to wait; rejects when nobody comes for a minute. */
  strike(blow: Blow, meanwhile: () => Promise<void>): Promise<void>;
  /** Those who stand still go on. */
  release(): void;
}

const PATIENCE = 60_000;
const STEP = 20;

export function createVictims({
  supervisor,
  redisSocket,
  isAtWork,
}: {
  supervisor: () => number;
  redisSocket: string;
  /** Whether a sender with this process number has opened its session: killed before, it would have nothing in hand. */
  isAtWork: (pid: number) => boolean;
}): Victims {
  const stopped = new Map<number, NodeJS.Timeout>();
  const found = (target: Target): readonly ChildProcess[] =>
    childrenOf(supervisor()).filter(({ pid, command }) => {
      if (!COMMANDS[target].test(command) || stopped.has(pid)) return false;
      return target !== 'sender' || isAtWork(pid);
    });
  const choose = async (
    { target, among }: Exclude<Blow, { do: 'flush' }>,
    meanwhile: () => Promise<void>,
  ): Promise<ChildProcess> => {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const all = found(target);
      const one = all[Math.floor(among * all.length)];
      if (one !== undefined) return one;
      if (performance.now() > deadline) throw new Error(`No ${target} has come back within a minute.`);
      await meanwhile();
    }
  };
  const goOn = (pid: number) => {
    clearTimeout(stopped.get(pid));
    stopped.delete(pid);
    signal(pid, 'SIGCONT');
  };
  return {
    strike: async (blow, meanwhile) => {
      if (blow.do === 'flush') return flush(redisSocket);
      const { pid } = await choose(blow, meanwhile);
      if (blow.do === 'kill') return signal(pid, 'SIGKILL');
      signal(pid, 'SIGSTOP');
      stopped.set(
        pid,
        setTimeout(() => goOn(pid), blow.milliseconds),
      );
    },
    release: () => {
      for (const pid of stopped.keys()) goOn(pid);
    },
  };
}

/** It may have ended by itself in this moment. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const run = promisify(execFile);

/** Redis may be on its way back. */
async function flush(socket: string): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const answer = await run('redis-cli', ['-s', socket, 'FLUSHALL'], { timeout: 2_000 }).catch(() => undefined);
    if (answer?.stdout.startsWith('OK') === true) return;
    if (performance.now() > deadline) throw new Error('Redis did not take FLUSHALL within a minute.');
    await sleep(STEP);
  }
}
