import { describe, expect, test } from '@jest/globals';
import { parseDate } from '../../src/articles/parse-date.js';

const iso = (text: string): string | undefined => {
  const at = parseDate(text);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('dates of feeds', () => {
  test.each([
    ['Sun, 22 Nov 2026 06:00:00 GMT', '2026-11-22T06:00:00.000Z'],
    ['Sunday, 22-Nov-26 06:00:00 UTC', '2026-11-22T06:00:00.000Z'],
    ['22 Nov 26 06:00 EST', '2026-11-22T11:00:00.000Z'],
    ['2026-11-22T06:00:00.123+05:30', '2026-11-22T00:30:00.123Z'],
    ['2026-11-22 6:00 -05:00', '2026-11-22T11:00:00.000Z'],
    ['20261122T060000Z', '2026-11-22T06:00:00.000Z'],
    ['2026-11', '2026-11-01T00:00:00.000Z'],
    ['Thu May 30 15:39:16 EDT 2019', '2019-05-30T19:39:16.000Z'],
    ['Thu May 30 2019 15:39:16 GMT+0200 (CEST)', '2019-05-30T13:39:16.000Z'],
    ['November 22, 2026 6:05 p.m.', '2026-11-22T18:05:00.000Z'],
    ['11/22/2026 12:30 AM', '2026-11-22T00:30:00.000Z'],
    ['22.11.2026 14:30', '2026-11-22T14:30:00.000Z'],
    ['1764000000', '2025-11-24T16:00:00.000Z'],
  ])('%s', (text, expected) => expect(iso(text)).toBe(expected));

  test.each([
    ['Seg, 24 Set 2018 10:11:12 -0300', '2018-09-24T13:11:12.000Z'],
    ['mar, 05 dic 2023 10:00 +0100', '2023-12-05T09:00:00.000Z'],
    ['Di, 5 Mär 2024 08:00 MEZ', '2024-03-05T07:00:00.000Z'],
    ['22 de noviembre de 2026, 18:30', '2026-11-22T18:30:00.000Z'],
    ['1er août 2025 à 14h05', '2025-08-01T14:05:00.000Z'],
    ['22 ноября 2026 14:00 MSK', '2026-11-22T11:00:00.000Z'],
    ['২২ নভেম্বর ২০২৬, ১০:০০', '2026-11-22T10:00:00.000Z'],
    ['2026年11月22日 06:30', '2026-11-22T06:30:00.000Z'],
  ])('in other languages: %s', (text, expected) => expect(iso(text)).toBe(expected));

  test.each([
    '',
    'yesterday',
    '0000-00-00 00:00:00',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '31 Feb 2026',
    '-0001-11-30T00:00:00Z',
  ])('nonsense is no date: %p', (text) => expect(parseDate(text)).toBeUndefined());

  test('a long field costs no time', () => {
    const started = performance.now();
    parseDate('1 a '.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
