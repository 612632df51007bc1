import { describe, expect, test } from '@jest/globals';
import type { Weekday } from '../../../src/newsletters/newsletter.js';
import { contrast, parse, readableAccent } from '../../../src/web/accent.js';
import { maskedAddress, scheduleInWords } from '../../../src/web/public/words.js';

describe('a newsroom’s colour', () => {
  test.each(['#000000', '#ffffff', '#ffe600', '#00ff88', '#9b1c1c', '#123456', '#808080'])(
    '%s becomes readable on paper, at night, and under the words of a button',
    (hex) => {
      const { light, dark } = readableAccent(hex);
      expect(contrast(parse(light), parse('#f4f1ea'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(parse(light), parse('#ffffff'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(parse(dark), parse('#24262b'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(parse(dark), parse('#17181c'))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('stays as it is when it is readable already', () => {
    expect(readableAccent('#9b1c1c').light).toBe('#9b1c1c');
  });
});

test.each<[Weekday[], string]>([
  [['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], 'Every day at 07:00'],
  [['fri', 'mon', 'tue', 'wed', 'thu'], 'Weekdays at 07:00'],
  [['sun'], 'Sundays at 07:00'],
  [['thu', 'mon'], 'Monday and Thursday at 07:00'],
  [['sat', 'mon', 'wed'], 'Monday, Wednesday and Saturday at 07:00'],
])('the schedule of %j reads "%s"', (days, words) => {
  expect(scheduleInWords({ days, time: '07:00', timeZone: 'Europe/Berlin' })).toBe(words);
});

test('an address is known again by its owner only', () => {
  expect(maskedAddress('ana.maria@example.org')).toBe('a…@example.org');
  expect(maskedAddress('😀x@example.org')).toBe('😀…@example.org');
});
