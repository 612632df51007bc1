import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config.js';
import { PROGRAMS } from '../../src/press/processes.js';
import { runPress } from '../../src/press/run-press.js';
import { prepareDatabase } from '../../src/wire.js';

/**
 * The supervisor as `npm start` runs it, but for its patience: it waits longer each time a process ends, up to 30 s, and
 * after 200 kills nothing would be left running to kill.
 */
const RESTART = 300;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const loaded = loadConfig();
if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
const timing = { firstRestart: RESTART, longestRestart: RESTART, steadyAfter: 60_000, stopWithin: 20_000 };
const programs = { ...PROGRAMS, workers: fileURLToPath(new URL('quick-workers.ts', import.meta.url)) };
process.exit(await runPress({ config: loaded.config, prepareDatabase, say, programs, timing }));
