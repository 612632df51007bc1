import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS } from './expected.js';

/** Every mail of the corpus: all files that are no lists, licences or notes. */
export const corpusFiles = (): string[] =>
  readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.jsonl$|LICEN[CS]E|README|copyright|Apache|MIT/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

export interface Mutation {
  readonly what: string;
  readonly bytes: Buffer;
}

/** A mail cut at random points, with 1 % of its bytes changed, and with each kind of line end. */
export function* mutationsOf(
  file: string,
  { cuts, random }: { cuts: number; random: () => number },
): Generator<Mutation> {
  const whole = readFileSync(file);
  yield { what: 'as it is', bytes: whole };
  for (let cut = 0; cut < cuts; cut++) {
    const length = Math.floor(random() * whole.length);
    yield { what: `cut at ${length}`, bytes: whole.subarray(0, length) };
  }
  yield {
    what: 'with 1 % of its bytes changed',
    bytes: whole.map((byte) => (random() < 0.01 ? Math.floor(random() * 256) : byte)) as Buffer,
  };
  const text = whole.toString('latin1').replace(/\r\n?/g, '\n');
  for (const [what, end] of Object.entries({ unix: '\n', dos: '\r\n', mac: '\r' })) {
    yield { what: `with ${what} line ends`, bytes: Buffer.from(text.replaceAll('\n', end), 'latin1') };
  }
}
