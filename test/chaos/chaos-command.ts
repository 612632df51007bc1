import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { runChaos } from './run-chaos.js';

const USAGE = `Usage: npm run chaos -- [--recipients N] [--kills K] [--seed S] [--chunking] [--keep FOLDER] [--json]

Sends an issue to N readers through a fault sink, while K times a sender, the worker, the web process or Redis is killed,
Redis is emptied, processes are stopped for some seconds, and connections are cut; then waits until all is quiet and
compares what the sink saw with the ledger. Exit 0 only if nobody is lost, every second copy is explained by a recorded
doubt, and no invariant is broken.

--chunking: the sink offers CHUNKING and looks far away, so that three messages are under way over each connection.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      recipients: { type: 'string', default: '2000' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      chunking: { type: 'boolean', default: false },
      keep: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const [recipients, kills, seed] = [values.recipients, values.kills, values.seed].map(Number);
  if (!isCount(recipients, 1) || !isCount(kills, 0) || !isCount(seed, 0)) {
    console.error(USAGE);
    return 2;
  }
  const bar = new SingleBar({
    format: '{bar} {value}/{total} readers · {struck} blows · {duration_formatted}',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(recipients, 0, { struck: 0 });
  const onProgress = (settled: number, struck: number) => bar.update(settled, { struck });
  const keep = values.keep === undefined ? {} : { keep: values.keep };
  const result = await runChaos({ recipients, kills, seed, chunking: values.chunking, onProgress, ...keep }).finally(
    () => bar.stop(),
  );
  console.log(values.json === true ? JSON.stringify(result) : JSON.stringify(result, null, 2));
  return result.violations.length === 0 && result.lost === 0 && result.duplicated === 0 ? 0 : 1;
}

const isCount = (value: number | undefined, least: number): value is number =>
  value !== undefined && Number.isInteger(value) && value >= least;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
