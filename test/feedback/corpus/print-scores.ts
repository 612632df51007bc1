/**
 * `node --import tsx test/feedback/corpus/print-scores.ts [--half a|b] [--misses] [--all]`: how well real reports are read,
 * a line per collection. `--misses` lists each wrong answer with what was read; `--all` asks the disputed lines too.
 */
import { parseArgs } from 'node:util';
import { endWhenUnread } from '../../../src/adapters/unread-output.js';
import { CORPUS, corpusIsHere, expectedOf, halfOf, isStrict, SOURCES } from './expected.js';
import { scoreLines, shareOf, type Score } from './score.js';

const { values } = parseArgs({
  options: { half: { type: 'string' }, misses: { type: 'boolean' }, all: { type: 'boolean' } },
});

const inWords = ({ tallies, wronglyHard, slowest }: Score): string => {
  const shares = Object.entries(tallies).flatMap(([question, tally]) =>
    tally.asked === 0 ? [] : [`${question} ${tally.hits}/${tally.asked} = ${(shareOf(tally) * 100).toFixed(1)} %`],
  );
  return [...shares, `wrongly hard ${wronglyHard}`, `slowest ${slowest.toFixed(0)} ms`].join(' · ');
};

async function main(): Promise<void> {
  if (!corpusIsHere()) {
    console.info(`No reports at ${CORPUS}: nothing to score.`);
    return;
  }
  for (const source of SOURCES) {
    const lines = expectedOf(source).filter(
      (line) =>
        (values.all === true || isStrict(source, line)) &&
        (values.half === undefined || halfOf(source, line.file) === values.half),
    );
    const score = await scoreLines(source, lines);
    console.info(`${source.padEnd(18)} ${inWords(score)}`);
    if (values.misses !== true) continue;
    for (const { file, question, wanted, got } of score.misses) {
      console.info(`  ${file}\n    ${question}: wanted ${wanted}\n    read   ${got}`);
    }
  }
}

endWhenUnread();
await main();
