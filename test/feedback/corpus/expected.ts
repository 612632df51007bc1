import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Real bounces under other people's licences: they lie beside the repository, not in it. */
export const CORPUS = fileURLToPath(new URL('../../../../shared/corpora/bounces/', import.meta.url));

export const corpusIsHere = (): boolean => existsSync(CORPUS);

export const SOURCES = [
  'sisimai',
  'flufl.bounce',
  'perl-bounceparser',
  'bounce_email',
  'hyvor-relay',
  'mail-auth-arf',
  'mail-gem',
  'discourse',
] as const;
export type Source = (typeof SOURCES)[number];

/** One line of a collection's `expected.jsonl`. */
export interface Expected {
  readonly file: string;
  readonly recipient: string | null;
  readonly class: string | null;
  readonly class_any?: readonly string[];
  readonly reason?: string | null;
  readonly index?: number;
  readonly is_bounce?: boolean;
  readonly expected_from?: string | null;
  readonly go_and_ruby_agree?: boolean | null;
  readonly run_agrees?: boolean | null;
}

export const expectedOf = (source: Source): Expected[] =>
  readFileSync(join(CORPUS, source, 'expected.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expected);

export const bytesOf = (source: Source, file: string): Buffer => readFileSync(join(CORPUS, source, file));

/** Lines on which every implementation of the source agrees; other sources are one implementation each. */
export const isStrict = (source: Source, line: Expected): boolean =>
  source !== 'sisimai' || (Boolean(line.expected_from) && line.go_and_ruby_agree !== false && line.run_agrees === true);

/** Rules are written while looking at half `a`; half `b` tells whether they hold for mail nobody looked at. */
export type Half = 'a' | 'b';
export const halfOf = (source: Source, file: string): Half =>
  (createHash('sha256').update(`${source}/${file}`).digest()[0] ?? 0) % 2 === 0 ? 'a' : 'b';
