import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePrograms } from '../../src/adapters/program-bundle.js';
import { ROOT } from '../support/typescript-child.js';

/** Inside the repository, as our programs are; dot folders are nobody's sources. */
const folder = mkdtempSync(join(ROOT, 'node_modules', '.program-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string, source: string): string => {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
};

const run = (file: string | undefined) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--enable-source-maps', file ?? ''], {
    encoding: 'utf8',
  });
  return { stdout: stdout.trim(), stderr, status };
};

describe('a program made into JavaScript', () => {
  test('runs without a TypeScript loader, with packages, and finds what lies beside its source', async () => {
    writeFileSync(join(folder, 'beside.txt'), 'found');
    program('words.ts', `export const count = (words: readonly string[]): number => words.length;`);
    const entry = program(
      'entry.ts',
      `import { readFileSync } from 'node:fs';
       import { DateTime } from 'luxon';
       import { count } from './words.js';
       const beside: string = readFileSync(new URL('./beside.txt', import.meta.url), 'utf8');
       console.log(beside, count(['a', 'b']), DateTime.fromISO('2026-03-01').year);`,
    );
    const [file] = await bundlePrograms([entry]);
    expect(file).toMatch(/\.js$/);
    expect(run(file)).toEqual({ stdout: 'found 2 2026', stderr: '', status: 0 });
  });

  test('is kept by its content: the same source is the same file, a changed source another', async () => {
    const entry = program('kept.ts', 'console.log(1 as number);');
    const [first] = await bundlePrograms([entry]);
    expect(await bundlePrograms([entry])).toEqual([first]);
    program('kept.ts', 'console.log(2 as number);');
    const [second] = await bundlePrograms([entry]);
    expect([run(first).stdout, run(second).stdout]).toEqual(['1', '2']);
  });

  test('names the line of the source when it fails', async () => {
    const [file] = await bundlePrograms([program('fails.ts', `type Word = string;\nthrow new Error('here');\n`)]);
    expect(run(file).stderr).toMatch(/fails\.ts:2/);
  });
});
