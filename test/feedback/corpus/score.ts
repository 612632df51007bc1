import { inspectBounce, type BounceInspection } from '../../../src/cli/inspect-bounce.js';
import type { JudgedReport } from '../../../src/feedback/report.js';
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
  return [
    ...classAnswer(line, kind, found),
    ...(wanted === undefined ? [] : [recipientAnswer(wanted, named !== undefined, { kind, reports })]),
    ...(line.is_bounce === undefined ? [] : [bounceAnswer(line.is_bounce, kind)]),
  ];
}

function classAnswer(line: Expected, kind: string, found: JudgedReport | undefined): Answer[] {
  const classes = line.class === null ? line.class_any : [line.class];
  if (classes === undefined) return [];
  const got = found?.class ?? (kind === 'auto-reply' ? kind : 'unknown');
  // `unknown`: the source found no bounce; that it is an answering machine is no contradiction.
  const right = classes.includes(got) || (classes.includes('unknown') && got === 'auto-reply');
  const wanted = `${classes.join('|')} (${line.reason ?? '-'})`;
  return [{ question: 'class', right, wanted, got: `${got} (${whyOf(found)})` }];
}

const whyOf = (found: JudgedReport | undefined): string =>
  found === undefined ? '-' : `${found.reason}; ${found.status}; ${found.diagnostic?.slice(0, 160)}`;

function recipientAnswer(wanted: string, right: boolean, { kind, reports }: BounceInspection): Answer {
  const got = reports.map((report) => report.recipient).join(', ') || kind;
  return { question: 'recipient', right, wanted, got };
}

function bounceAnswer(wanted: boolean, kind: string): Answer {
  const isBounce = kind !== 'not-a-report' && kind !== 'auto-reply';
  return { question: 'is_bounce', right: isBounce === wanted, wanted: String(wanted), got: kind };
}

/** 1 where nothing was asked. */
export const shareOf = ({ hits, asked }: Tally): number => (asked === 0 ? 1 : hits / asked);
