import { describe, expect, test } from '@jest/globals';
import { wrapText } from '../../src/adapters/email-text.js';
import { groupBySection } from '../../src/issues/edition-sections.js';
import { cleanLine, webUrl } from '../../src/issues/render-clean.js';
import { textDirection } from '../../src/issues/render-direction.js';
import { contrast, readableAccent } from '../../src/issues/render-palette.js';

describe('accent', () => {
  test('is kept where it can be read and moved where not', () => {
    expect(readableAccent('#9b1c1c').light).toBe('#9b1c1c');
    for (const color of ['#ffee00', '#ffffff', '#000000', '#777777', '#00ff88', '#0033ff']) {
      const { light, dark } = readableAccent(color);
      expect(contrast(light, '#f4efe6')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark, '#28272b')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(light, '#fffefb')).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('contrast is the ratio of WCAG', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

test.each([
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['ur-Latn', 'ltr'],
  ['az-Arab-IR', 'rtl'],
  ['en-GB', 'ltr'],
  ['zh-Hant', 'ltr'],
] as const)('%s is written %s', (language, direction) => {
  expect(textDirection(language)).toBe(direction);
});

describe('a line from outside', () => {
  test('is cut between words, with an ellipsis', () => {
    expect(cleanLine('The quick brown fox jumps, and jumps again', 28)).toBe('The quick brown fox jumps…');
    expect(cleanLine('🦭'.repeat(10), 5)).toBe('🦭🦭🦭🦭…');
  });

  test('keeps the joiners Persian needs and drops half a surrogate', () => {
    expect(cleanLine('می\u200cخواهم \ud83d x', 50)).toBe('می\u200cخواهم x');
  });
});

test.each([
  ['https://example.org/a b', 'https://example.org/a%20b'],
  ['HTTP://EXAMPLE.org', 'http://example.org/'],
  ['javascript:alert(1)', null],
  ['/relative', null],
  ['mailto:a@b.org', null],
])('%s in a mail becomes %s', (url, expected) => {
  expect(webUrl(url)).toBe(expected);
});

const story = (id: number, section: string | null) => ({ id, section });

test('sections keep the spelling of the newsletter and the order of their stories; one story makes none', () => {
  const groups = groupBySection(
    [story(1, 'NEWS '), story(2, null), story(3, 'Other'), story(4, 'news'), story(5, 'Alone'), story(6, 'other')],
    [{ name: 'Empty' }, { name: 'News' }, { name: 'news' }],
  );
  expect(groups.map(({ name, stories }) => [name, stories.map(({ id }) => id)])).toEqual([
    ['News', [1, 4]],
    ['Other', [3, 6]],
    [null, [2, 5]],
  ]);
});

test('a URL is never cut, other long words are', () => {
  const url = `https://example.org/${'a'.repeat(120)}`;
  expect(wrapText(`See ${url} now`).split('\n')).toEqual(['See', url, 'now']);
  expect(wrapText('b'.repeat(100)).split('\n')).toEqual(['b'.repeat(74), 'b'.repeat(26)]);
});
