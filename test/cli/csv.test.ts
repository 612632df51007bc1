import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { csvLine, readCsv, separatorOf, UnclosedQuoteError } from '../../src/cli/csv.js';

async function* pieces(...texts: string[]): AsyncIterable<string> {
  yield* texts;
}

const rows = async (text: string, separator = ','): Promise<readonly (readonly string[])[]> => {
  const found: (readonly string[])[] = [];
  for await (const row of readCsv(pieces(text), separator)) found.push(row);
  return found;
};

test.each([
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a,1","b ""x"""\n', [['a,1', 'b "x"']]],
  ['"two\nlines",b', [['two\nlines', 'b']]],
  ['a,,\n', [['a', '', '']]],
  ['"",b', [['', 'b']]],
  ['\n\na\n\n', [['a']]],
  ['', []],
])('%j', async (text, expected) => {
  expect(await rows(text)).toEqual(expected);
});

test.each([
  ['a,b\n"c,d\ne,f\n', 2],
  ['"two\nlines",b\nc,"d\ne,f', 3],
  ['a,"b\nc,d\n"e",f\n', 1],
  ['a\n"', 2],
])('%j is refused by the line its quote opens in', async (text, line) => {
  const refusal = await rows(text).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UnclosedQuoteError);
  expect(refusal).toMatchObject({ line });
});

test('what was written is read back, however it is cut', async () => {
  const cell = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r=+\-@\t]/.test(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
      fc.nat(7),
      async (table, cut) => {
        const text = table.map(csvLine).join('\n');
        const found: (readonly string[])[] = [];
        for await (const row of readCsv(pieces(text.slice(0, cut), text.slice(cut)))) found.push(row);
        expect(found).toEqual(table);
      },
    ),
  );
});

test('a cell that a spreadsheet would run gets an apostrophe', () => {
  expect(csvLine(['=HYPERLINK("x")', '+1', '-1', '@a', 5, null])).toBe(`"'=HYPERLINK(""x"")",'+1,'-1,'@a,5,`);
});

test.each([
  ['email,name', ','],
  ['email;name;language', ';'],
  ['email\tname', '\t'],
  ['email', ','],
])('the heading %j is separated by %j', (heading, separator) => {
  expect(separatorOf(heading)).toBe(separator);
});
