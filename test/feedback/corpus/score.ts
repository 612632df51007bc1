import { inspectBounce, type BounceInspection } from '../../../src/cli/inspect-bounce.js';
import { bytesOf, type Expected, type Source } from './expected.js';

/** Hits and questions asked. */
export interface Tally {
  readonly hits: number;
  readonly asked: number;
}

const QUESTIONS = ['class', 'recipient', 'is_bounce'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface Miss {
  readonly file: string;
  readonly question: Question;
  readonly wanted: string;
  readonly got: string;
}

export interface Score {
  readonly tallies: Readonly<Record<Question, Tally>>;
  readonly misses: readonly Miss[];
  /** Healthy readers a list would have lost. */
  readonly wronglyHard: number;
  /** Milliseconds of the slowest message. */
  readonly slowest: number;
}

/** Asks of each line what it states, and notes each wrong answer with what was read. */
export async function scoreLines(source: Source, lines: readonly Expected[]): Promise<Score> {
  const tallies = { class: { hits: 0, asked: 0 }, recipient: { hits: 0, asked: 0 }, is_bounce: { hits: 0, asked: 0 } };
  const misses: Miss[] = [];
  let [wronglyHard, slowest] = [0, 0];
  for (const line of lines) {
    const start = performance.now();
    const found = await inspectBounce(bytesOf(source, line.file));
    slowest = Math.max(slowest, performance.now() - start);
    for (const answer of answersTo(line, found)) {
      tallies[answer.question].asked += 1;
      if (answer.right) tallies[answer.question].hits += 1;
      else misses.push({ file: line.file, ...answer });
      if (!answer.right && answer.got.startsWith('hard')) wronglyHard += 1;
    }
  }
  return { tallies, misses, wronglyHard, slowest };
}

type Answer = Omit<Miss, 'file'> & { readonly right: boolean };

function answersTo(line: Expected, { kind, reports }: BounceInspection): Answer[] {
  const wanted = line.recipient?.toLowerCase();
  const named = reports.find((report) => report.recipient?.toLowerCase() === wanted);
  const found = named ?? reports[line.index === undefined ? 0 : line.index - 1];
  const answers: Answer[] = [];
  const classes = line.class === null ? line.class_any : [line.class];
  if (classes !== undefined) {
    const got = found?.class ?? (kind === 'auto-reply' ? kind : 'unknown');
    const why = `${got} (${found?.reason ?? kind}; ${found?.status ?? '-'}; ${(found?.diagnostic ?? '-').slice(0, 160)})`;
    const want = `${classes.join('|')} (${line.reason ?? '-'})`;
    // `unknown`: the source found no bounce; that it is an answering machine is no contradiction.
    const right = classes.includes(got) || (classes.includes('unknown') && got === 'auto-reply');
    answers.push({ question: 'class', right, wanted: want, got: why });
  }
  if (wanted !== undefined) {
    const got = reports.map((report) => report.recipient).join(', ') || kind;
    answers.push({ question: 'recipient', right: named !== undefined, wanted, got });
  }
  if (line.is_bounce !== undefined) {
    const isBounce = kind !== 'not-a-report' && kind !== 'auto-reply';
    const right = isBounce === line.is_bounce;
    answers.push({ question: 'is_bounce', right, wanted: String(line.is_bounce), got: kind });
  }
  return answers;
}

/** 1 where nothing was asked. */
export const shareOf = ({ hits, asked }: Tally): number => (asked === 0 ? 1 : hits / asked);
