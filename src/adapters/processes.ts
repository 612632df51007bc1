import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from './running-process.js';

/** One process the supervisor keeps alive. */
export interface ProcessSpec {
  readonly name: string;
  /** Starts it and returns once it is of use. Called again after each end. */
  start(): Promise<RunningProcess>;
}

export interface Supervisor {
  /** Starts stage by stage. Rejects when a process cannot be started the first time; the caller then stops the rest. */
  start(): Promise<void>;
  /** Stops the stages in reverse order; true when everything ended by itself before the deadline. Safe to call twice. */
  stop(): Promise<boolean>;
  /** Ends everything at once. */
  kill(): void;
  /** Resolves with a sentence when a process ended in a way that no restart repairs. */
  readonly hopeless: Promise<string>;
}

export interface SupervisorTiming {
  /** Milliseconds before the first restart; doubled for each one after it. */
  readonly firstRestart: number;
  readonly longestRestart: number;
  /** A process that ran this long starts over with the first pause. */
  readonly steadyAfter: number;
  /** From the wish to stop until whatever is left is killed. */
  readonly stopWithin: number;
}

const TIMING: SupervisorTiming = {
  firstRestart: 500,
  longestRestart: 30_000,
  steadyAfter: 60_000,
  stopWithin: 20_000,
};

/** sysexits.h EX_CONFIG: the process says that its configuration, not its luck, is wrong. */
export const CONFIG_EXIT = 78;

/** Keeps the processes of all stages alive, with back-off, until it is told to stop. */
export function createSupervisor({
  stages,
  say,
  timing = TIMING,
}: {
  /** Started in this order, stopped in the reverse; the processes of one stage run beside each other. */
  stages: readonly (readonly ProcessSpec[])[];
  say: (line: string) => void;
  timing?: SupervisorTiming;
}): Supervisor {
  const ends = new EventEmitter<{ hopeless: [string] }>();
  const hopeless = once(ends, 'hopeless').then(([sentence]) => String(sentence));
  const giveUp = (sentence: string) => void ends.emit('hopeless', sentence);
  const kept = stages.map((stage) => stage.map((spec) => keepAlive({ spec, say, timing, giveUp })));
  let stopping: Promise<boolean> | undefined;
  return {
    hopeless,
    async start() {
      for (const stage of kept) await Promise.all(stage.map(async (one) => one.start()));
    },
    async stop() {
      stopping ??= stopStages(kept, { say, within: timing.stopWithin });
      return stopping;
    },
    kill: () => {
      for (const one of kept.flat()) one.kill();
    },
  };
}

interface Kept {
  readonly name: string;
  start(): Promise<void>;
  /** Asks it to end; resolves when it has. */
  stop(): Promise<void>;
  kill(): void;
}

interface KeepOptions {
  readonly spec: ProcessSpec;
  readonly say: (line: string) => void;
  readonly timing: SupervisorTiming;
  readonly giveUp: (sentence: string) => void;
}

function keepAlive({ spec, say, timing, giveUp }: KeepOptions): Kept {
  const stopping = new AbortController();
  let running: RunningProcess | undefined;
  let loop: Promise<void> = Promise.resolve();
  const launch = async (): Promise<RunningProcess> => {
    running = await spec.start();
    if (stopping.signal.aborted) running.stop();
    return running;
  };
  const restart = async (how: string, pause: number): Promise<void> => {
    say(`${spec.name} ended (${how}); starting it again in ${pause / 1000} s`);
    await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
  };
  const run = async (first: RunningProcess): Promise<void> => {
    let current: RunningProcess | string = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const how: string = typeof current === 'string' ? current : await current.exited;
      running = undefined;
      if (stopping.signal.aborted) return;
      if (how === `exit code ${CONFIG_EXIT}`) return giveUp(`${spec.name} cannot run with this configuration.`);
      failures = performance.now() - since >= timing.steadyAfter ? 1 : failures + 1;
      await restart(how, Math.min(timing.firstRestart * 2 ** (failures - 1), timing.longestRestart));
      if (stopping.signal.aborted) return;
      current = await launch().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    }
  };
  return {
    name: spec.name,
    async start() {
      loop = run(await launch());
    },
    async stop() {
      stopping.abort();
      running?.stop();
      await loop;
    },
    kill: () => {
      stopping.abort();
      running?.kill();
    },
  };
}

async function stopStages(
  stages: readonly (readonly Kept[])[],
  { say, within }: { say: (line: string) => void; within: number },
): Promise<boolean> {
  const deadline = performance.now() + within;
  let clean = true;
  for (const stage of stages.toReversed()) {
    const late = await stopStage(stage, Math.max(0, deadline - performance.now()));
    for (const one of late) say(`${one.name} did not stop in time and was killed`);
    if (late.length > 0) clean = false;
  }
  return clean;
}

/** Stops one stage together; kills and returns those that are not done in time. */
async function stopStage(stage: readonly Kept[], within: number): Promise<readonly Kept[]> {
  const left = new Set(stage);
  const stops = stage.map(async (one) => {
    await one.stop();
    left.delete(one);
  });
  const inTime = new AbortController();
  const timer = sleep(within, undefined, { signal: inTime.signal }).catch(() => {});
  await Promise.race([Promise.all(stops), timer]);
  inTime.abort();
  const late = [...left];
  for (const one of late) one.kill();
  await Promise.all(stops);
  return late;
}
