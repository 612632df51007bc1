import { faultLine, loadConfig } from './config.js';
import { runPress } from './press/run-press.js';
import { prepareDatabase } from './wire.js';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const loaded = loadConfig();
if ('faults' in loaded) {
  for (const fault of loaded.faults) process.stderr.write(`${faultLine(fault)}\n`);
  process.exitCode = 1;
} else {
  process.exit(await runPress({ config: loaded.config, prepareDatabase, say }));
}
