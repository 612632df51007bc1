import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from '../support/typescript-child.js';
import { FAULT_MATRIX } from './fault-matrix.js';

test('every fault of the matrix, F1 to F40, has tests or a reason why not', () => {
  expect(FAULT_MATRIX.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `F${index + 1}`));
  expect(FAULT_MATRIX.filter(({ tests, untested }) => tests.length === 0 && untested === undefined)).toEqual([]);
});

test.each(FAULT_MATRIX)('the tests named for $id are there: $fault', ({ tests }) => {
  const missing = tests.filter((named) => {
    const [file = '', name = ''] = named.split(/: (.*)/s);
    const path = join(ROOT, file);
    return !existsSync(path) || name === '' || !readFileSync(path, 'utf8').includes(name);
  });
  expect(missing).toEqual([]);
});
