import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSeeded } from '../chaos/seeded.js';
import { CORPUS, corpusIsHere, expectedOf, isStrict, SOURCES, type Source } from './corpus/expected.js';
import { corpusFiles, mutationsOf } from './corpus/mutations.js';
import { scoreLines, shareOf, type Score } from './corpus/score.js';
import { openFeedbackWorld, type FeedbackWorld } from './feedback-world.js';

const scoreOf = async (source: Source): Promise<Score> => {
  const score = await scoreLines(
    source,
    expectedOf(source).filter((line) => isStrict(source, line)),
  );
  console.info(source, JSON.stringify(score.tallies));
  return score;
};

if (corpusIsHere()) {
  describe('real reports', () => {
    test('agree with the strictly scored lines of the largest collection', async () => {
      const { tallies, wronglyHard } = await scoreOf('sisimai');
      expect(shareOf(tallies.class)).toBeGreaterThanOrEqual(0.97);
      expect(shareOf(tallies.recipient)).toBeGreaterThanOrEqual(0.98);
      // Suppressing a healthy reader is the mistake that matters most.
      expect(wronglyHard).toBeLessThanOrEqual(1);
    });

    test.each(SOURCES.filter((source) => source !== 'sisimai'))('agree with %s', async (source) => {
      const { tallies, wronglyHard } = await scoreOf(source);
      expect(shareOf(tallies.class)).toBeGreaterThanOrEqual(0.85);
      expect(shareOf(tallies.recipient)).toBeGreaterThanOrEqual(0.97);
      expect(shareOf(tallies.is_bounce)).toBeGreaterThanOrEqual(0.98);
      expect(wronglyHard).toBe(0);
    });

    test('auto-replies, non-bounces and complaints are all told apart', async () => {
      const TOLD_APART = ['auto-reply', 'complaint', 'unknown', 'delivered'];
      for (const source of SOURCES) {
        const lines = expectedOf(source).filter(
          (line) => TOLD_APART.includes(line.class ?? '') || line.is_bounce === false,
        );
        expect((await scoreLines(source, lines)).misses.filter(({ question }) => question !== 'recipient')).toEqual([]);
      }
    });
  });

  describe('damaged reports', () => {
    let world: FeedbackWorld;
    beforeAll(async () => {
      world = await openFeedbackWorld();
    });
    afterAll(() => world.remove());

    test('cut, changed or with other line ends, they crash nothing and suppress nobody but the token’s reader', async () => {
      const seeded = createSeeded(20_261_125);
      for (const file of corpusFiles()) {
        for (const { bytes } of mutationsOf(file, { cuts: 1, random: () => seeded.next() })) {
          await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: bytes });
        }
      }
      expect(world.bounces().length).toBeGreaterThan(500);
      expect(world.suppressions().map((row) => row['email'])).toEqual(['reader@example.net']);
    }, 120_000);
  });
} else {
  console.info(`No reports at ${CORPUS}, so they are not read here.`);
  test.skip(`real reports are not here (${CORPUS})`, () => undefined);
}
