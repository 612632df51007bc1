import { describe, expect, test } from '@jest/globals';
import { WEEKDAYS, type Schedule } from '../../src/newsletters/newsletter.js';
import { dueAt, editionsAround, localDateAt, nextEdition } from '../../src/newsletters/schedule.js';

const daily = (time: string, timeZone: string): Schedule => ({ time, timeZone, days: [...WEEKDAYS] });
const utc = (instant: number) => new Date(instant).toISOString();

describe('an edition is due once per local date', () => {
  test.each([
    ['an ordinary day', daily('07:00', 'Europe/Berlin'), '2026-11-22', '2026-11-22T06:00:00.000Z'],
    ['a gap at 02:30 moves to 03:30', daily('02:30', 'Europe/Berlin'), '2027-03-28', '2027-03-28T01:30:00.000Z'],
    ['of two 02:30 the first counts', daily('02:30', 'Europe/Berlin'), '2027-10-31', '2027-10-31T00:30:00.000Z'],
    ['a gap at midnight stays on its date', daily('00:15', 'Africa/Cairo'), '2027-04-30', '2027-04-29T22:15:00.000Z'],
    ['a gap at midnight in 2018', daily('00:00', 'America/Sao_Paulo'), '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['a shift of 30 minutes', daily('02:15', 'Australia/Lord_Howe'), '2026-10-04', '2026-10-03T15:45:00.000Z'],
  ])('%s', (_name, schedule, localDate, expected) => {
    const due = dueAt(schedule, localDate);
    expect(utc(due)).toBe(expected);
    expect(localDateAt(due, schedule.timeZone)).toBe(localDate);
  });

  test('a year of days has one due instant each, in order, in every zone of the table', () => {
    for (const zone of ['Europe/Berlin', 'Africa/Cairo', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns']) {
      const editions = editionsAround(daily('00:15', zone), Date.UTC(2027, 5, 1), 182);
      expect(editions).toHaveLength(365);
      for (const [index, edition] of editions.entries()) {
        const next = editions[index + 1];
        if (next !== undefined) expect(next.dueAt).toBeGreaterThan(edition.dueAt);
      }
    }
  });
});

describe('the next edition', () => {
  test('skips the days without one', () => {
    const schedule: Schedule = { time: '07:00', timeZone: 'Europe/Berlin', days: ['mon', 'thu'] };
    expect(nextEdition(schedule, Date.UTC(2026, 10, 23, 6)).localDate).toBe('2026-11-26');
    expect(nextEdition(schedule, Date.UTC(2026, 10, 23, 5)).localDate).toBe('2026-11-23');
  });
});
