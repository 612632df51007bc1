import { faultLine, loadConfig, type Config } from '../src/config.js';
import { CONFIG_EXIT, endWith, wireSender, wireWorker } from '../src/wire.js';
import { runSender } from './run-sender.js';
import { runWorker } from './run-worker.js';
import type { RunningRole } from './worker-deps.js';

const roles: Readonly<Record<string, (config: Config) => Promise<RunningRole>>> = {
  worker: async (config) => runWorker(await wireWorker(config)),
  sender: async (config) => runSender(await wireSender(config)),
};

const start = roles[process.argv[2] ?? ''];
const loaded = loadConfig();
if (start === undefined) {
  process.stderr.write('Usage: workers/main.ts worker|sender\n');
  process.exitCode = 2;
} else if ('faults' in loaded) {
  for (const fault of loaded.faults) process.stderr.write(`${faultLine(fault)}\n`);
  process.exitCode = CONFIG_EXIT;
} else {
  endWith(await start(loaded.config));
}
