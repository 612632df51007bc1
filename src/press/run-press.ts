import { RedisStartError } from '../adapters/redis-server.js';
import { isDatabaseFault } from '../kernel/database-fault.js';
import { PressRefusal } from './press-refusal.js';
import { startPress, type Press, type PressDeps } from './start-press.js';
import { listenForSignals, type Signals } from './signals.js';

/** What a shell reports for a program that Ctrl-C ended. */
const EXIT_INTERRUPTED = 130;

/** Runs the service until a signal ends it; the value is the exit code. The first Ctrl-C stops in order, the second kills. */
export async function runPress(deps: PressDeps): Promise<number> {
  const signals = listenForSignals();
  try {
    const press = await startPress(deps);
    return await untilSignal(press, signals, deps.say);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    deps.say(error.message);
    return 1;
  } finally {
    signals.ignore();
  }
}

async function untilSignal(press: Press, signals: Signals, say: (line: string) => void): Promise<number> {
  await Promise.race([press.ready, signals.first, press.hopeless]);
  const hopeless = await Promise.race([signals.first, press.hopeless]);
  say(hopeless ?? 'Stopping: finishing what is on the wire (Ctrl-C again to stop at once)');
  const clean = await Promise.race([press.stop(), signals.second]);
  if (clean === undefined) {
    press.kill();
    return EXIT_INTERRUPTED;
  }
  say(clean ? 'Stopped.' : 'Stopped. What had to be killed is repaired at the next start.');
  return clean && hopeless === undefined ? 0 : 1;
}

/** A database that cannot be used, a Redis that does not start, a taken port: known by name, told without a stack. */
const isForPeople = (error: unknown): error is Error =>
  error instanceof PressRefusal || error instanceof RedisStartError || isDatabaseFault(error);
