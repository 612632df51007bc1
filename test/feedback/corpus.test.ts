import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspectBounce } from '../../src/cli/inspect-bounce.js';

/** Real bounces under other people's licences: they lie beside the repository, not in it. */
const FOLDER = fileURLToPath(new URL('../../../shared/corpora/bounces/', import.meta.url));

interface Expected {
  readonly file: string;
  readonly recipient: string | null;
  readonly class: string | null;
  readonly class_any?: readonly string[];
  readonly index?: number;
  readonly is_bounce?: boolean;
  readonly expected_from?: string | null;
  readonly go_and_ruby_agree?: boolean | null;
  readonly run_agrees?: boolean | null;
}

const linesOf = (source: string): Expected[] =>
  readFileSync(join(FOLDER, source, 'expected.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expected);

/** Lines on which every implementation of the source agrees. */
const isStrict = (line: Expected): boolean =>
  Boolean(line.expected_from) && line.go_and_ruby_agree !== false && line.run_agrees === true;

/** Hits and questions asked. */
type Tally = [hits: number, asked: number];

async function score(source: string, expected: readonly Expected[]) {
  const result = { recipient: [0, 0] as Tally, class: [0, 0] as Tally, bounce: [0, 0] as Tally, wronglyHard: 0 };
  const count = (tally: Tally, hit: boolean | undefined) => {
    if (hit === undefined) return;
    tally[0] += Number(hit);
    tally[1] += 1;
  };
  for (const line of expected) {
    const answer = await answerTo(source, line);
    count(result.recipient, answer.recipient);
    count(result.class, answer.class);
    count(result.bounce, answer.bounce);
    result.wronglyHard += Number(answer.wronglyHard);
  }
  return result;
}

/** Whether each thing the line asks for was right; undefined for what it does not ask. */
async function answerTo(source: string, line: Expected) {
  const { kind, reports } = await inspectBounce(readFileSync(join(FOLDER, source, line.file)));
  const wanted = line.recipient?.toLowerCase();
  const named = reports.find((report) => report.recipient?.toLowerCase() === wanted);
  const found = named ?? reports[line.index === undefined ? 0 : line.index - 1];
  const classes = line.class === null ? line.class_any : [line.class];
  const isBounce = kind !== 'not-a-report' && kind !== 'auto-reply';
  return {
    recipient: wanted === undefined ? undefined : named !== undefined,
    class: classes?.includes(found?.class ?? 'unknown'),
    bounce: line.is_bounce === undefined ? undefined : isBounce === line.is_bounce,
    wronglyHard: found?.class === 'hard' && classes?.includes('hard') === false,
  };
}

/** 1 where nothing was asked. */
const share = ([hits, asked]: Tally): number => (asked === 0 ? 1 : hits / asked);

if (existsSync(FOLDER)) {
  describe('real reports', () => {
    test('agree with the strictly scored lines of the largest collection', async () => {
      const result = await score('sisimai', linesOf('sisimai').filter(isStrict));
      console.info('sisimai (strict)', JSON.stringify(result));
      expect(share(result.class)).toBeGreaterThanOrEqual(0.93);
      expect(share(result.recipient)).toBeGreaterThanOrEqual(0.96);
      // Suppressing a healthy reader is the mistake that matters most.
      expect(result.wronglyHard).toBeLessThanOrEqual(12);
    });

    test.each([
      'flufl.bounce',
      'perl-bounceparser',
      'bounce_email',
      'hyvor-relay',
      'mail-auth-arf',
      'mail-gem',
      'discourse',
    ])('agree with %s', async (source) => {
      const result = await score(source, linesOf(source));
      console.info(source, JSON.stringify(result));
      expect(share(result.class)).toBeGreaterThanOrEqual(0.85);
      expect(share(result.recipient)).toBeGreaterThanOrEqual(0.8);
      expect(share(result.bounce)).toBeGreaterThanOrEqual(0.95);
    });
  });
} else {
  console.info(`No reports at ${FOLDER}, so they are not read here.`);
  test.skip(`real reports are not here (${FOLDER})`, () => undefined);
}
