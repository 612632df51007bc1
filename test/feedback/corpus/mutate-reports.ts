/**
 * `node --import tsx test/feedback/corpus/mutate-reports.ts [--cuts 20] [--seed 1]`: every mail of the corpus, cut, damaged and
 * with other line ends, comes to the bounce address of one reader. Exits 1 when anything crashed, took longer than 250 ms, or
 * suppressed anybody else.
 */
import { parseArgs } from 'node:util';
import { createSeeded } from '../../chaos/seeded.js';
import { openFeedbackWorld } from '../feedback-world.js';
import { corpusFiles, mutationsOf } from './mutations.js';
import { corpusIsHere, CORPUS } from './expected.js';

const { values } = parseArgs({
  options: { cuts: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const SLOW = 250;

async function main(): Promise<number> {
  if (!corpusIsHere()) {
    console.info(`No reports at ${CORPUS}: nothing to damage.`);
    return 0;
  }
  const world = await openFeedbackWorld();
  const seeded = createSeeded(Number(values.seed));
  const faults: string[] = [];
  const seen = { files: 0, mails: 0, slowest: 0 };
  for (const file of corpusFiles()) {
    seen.files += 1;
    for (const { what, bytes } of mutationsOf(file, { cuts: Number(values.cuts), random: () => seeded.next() })) {
      seen.mails += 1;
      const start = performance.now();
      try {
        await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: bytes });
      } catch (error) {
        faults.push(`${file} ${what}: ${String(error)}`);
      }
      const took = performance.now() - start;
      seen.slowest = Math.max(seen.slowest, took);
      if (took > SLOW) faults.push(`${file} ${what}: ${took.toFixed(0)} ms`);
    }
  }
  const strangers = world.suppressions().filter((row) => row['email'] !== 'reader@example.net');
  console.info(JSON.stringify({ ...seen, slowest: Math.round(seen.slowest), faults, strangers: strangers.length }));
  world.remove();
  return faults.length + strangers.length === 0 ? 0 : 1;
}

process.exitCode = await main();
