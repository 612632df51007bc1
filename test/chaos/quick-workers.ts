import { loadConfig } from '../../src/config.js';
import { endWith, wireSender, wireWorker } from '../../src/wire.js';
import { runSender } from '../../workers/run-sender.js';
import { runWorker } from '../../workers/run-worker.js';

/**
 * `workers/main.ts` with quicker rounds: with its own, work that a killed sender leaves in Redis lies there for 5 to 10 s,
 * and 120 of such waits are all that 200 kills would show.
 */
const POLL = 1_000;
const RECONCILE = 2_000;

const loaded = loadConfig();
if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
const running =
  process.argv[2] === 'sender'
    ? runSender(await wireSender(loaded.config), { heartbeat: 10_000, poll: POLL })
    : runWorker(await wireWorker(loaded.config), {
        tick: 2_000,
        close: 500,
        feedback: 60_000,
        reconcile: RECONCILE,
        heartbeat: 5_000,
        poll: POLL,
      });
endWith(running);
