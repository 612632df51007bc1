import { DateTime } from 'luxon';
import { monthNumber } from './month-names.js';
import { offsetMinutes } from './zone-offset.js';

/** No feed is older; what claims to be is an empty field of the publisher's database. */
const FIRST_YEAR = 1990;
const LAST_YEAR = 2100;
/** The longest real one has 62 characters. */
const MAX_LENGTH = 120;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The text without the date: a time and a zone, if any. */
  readonly rest: string;
}

/**
 * A date as feeds write it, to milliseconds: RFC 822 and its misspellings, ISO 8601 in its many cuts, dates with month
 * names of some thirty languages, numeric dates, Unix seconds. Without a zone it is read as UTC; without a time as
 * midnight. Undefined when it is no date at all.
 */
export function parseDate(input: string): number | undefined {
  const text = latinDigits(input.slice(0, MAX_LENGTH))
    .replace(/[\u200e\u200f\u202a-\u202e]/g, '')
    .trim();
  if (/^\d{10}$|^\d{13}$/.test(text)) return inRange(Number(text.padEnd(13, '0')));
  const found = isoDay(text) ?? compactDay(text) ?? namedDay(text) ?? numericDay(text);
  if (found === undefined) return undefined;
  const clock = readClock(found.rest);
  const at = DateTime.utc(
    found.year,
    found.month,
    found.day,
    clock.hour,
    clock.minute,
    clock.second,
    clock.millisecond,
  );
  return at.isValid ? inRange(at.toMillis() - offsetMinutes(clock.zone) * 60_000) : undefined;
}

function inRange(at: number): number | undefined {
  const { year } = DateTime.fromMillis(at, { zone: 'utc' });
  return year >= FIRST_YEAR && year <= LAST_YEAR ? at : undefined;
}

/** `2026-11-22T06:00:00Z`, `2026-11`, `2026/11/22 06:00`, `2026年11月22日` */
function isoDay(text: string): Day | undefined {
  const match = /^(\d{4})[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2})日?)?(?![\d-])/.exec(text);
  if (match === null) return undefined;
  return {
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3] ?? 1),
    rest: text.slice(match[0].length),
  };
}

/** `20261122T060000Z`, `20261122`, `2026` */
function compactDay(text: string): Day | undefined {
  const match = /^(\d{4})(?:(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(.*))?$/.exec(text);
  if (match === null) return undefined;
  const [, year, month = '1', day = '1', hour, minute = '0', second = '0', zone = ''] = match;
  const rest = hour === undefined ? '' : `${hour}:${minute}:${second.padStart(2, '0')}${zone}`;
  return { year: Number(year), month: Number(month), day: Number(day), rest };
}

const WORD = String.raw`[\p{L}\p{M}]+`;
const DAY_FIRST = new RegExp(
  String.raw`(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[\s.,-]*(?:de |d['’]|of )?(${WORD})[.,]?[\s.,/-]*(?:de |del )?['’]?(\d{4}|\d{2})(?!\d|:)`,
  'giu',
);
const MONTH_FIRST = new RegExp(String.raw`(${WORD})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})(?!\d)`, 'giu');
/** `Thu May 30 15:39:16 EDT 2019`: date(1) and its many imitators. */
const YEAR_LAST = new RegExp(String.raw`(${WORD})\s+(\d{1,2})[,\s]+(\d{1,2}:\d{2}.*?)\s(\d{4})\b`, 'giu');

/** `Sun, 22 Nov 2026 06:00:00 GMT`, `gio, 29 dic 2016`, `November 22, 2026 6:00 PM`, `22 de noviembre de 2026` */
function namedDay(text: string): Day | undefined {
  for (const match of text.matchAll(DAY_FIRST)) {
    const month = monthNumber(match[2] ?? '');
    if (month !== undefined) return { ...dayOf(match[3], month, match[1]), rest: without(text, match[0]) };
  }
  for (const match of text.matchAll(MONTH_FIRST)) {
    const month = monthNumber(match[1] ?? '');
    if (month !== undefined) return { ...dayOf(match[3], month, match[2]), rest: without(text, match[0]) };
  }
  for (const match of text.matchAll(YEAR_LAST)) {
    const month = monthNumber(match[1] ?? '');
    if (month !== undefined) return { ...dayOf(match[4], month, match[2]), rest: match[3] ?? '' };
  }
  return undefined;
}

/** `22.11.2026`, `22-11-2026`; with slashes the American order, unless the first number is no month. */
function numericDay(text: string): Day | undefined {
  const match = /(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const american = match[2] === '/' && first <= 12;
  const [day, month] = american ? [second, first] : [first, second];
  return { ...dayOf(match[4], month, String(day)), rest: without(text, match[0]) };
}

/** Two-digit years as RFC 2822 4.3 reads them. */
function dayOf(year = '', month: number, day = ''): Omit<Day, 'rest'> {
  const number = Number(year);
  const century = year.length === 2 ? (number < 50 ? 2000 : 1900) : 0;
  return { year: number + century, month, day: Number(day) };
}

const without = (text: string, part: string): string => text.replace(part, ' ');

function readClock(text: string) {
  const match = /(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?(?:m\b\.?)?/i.exec(text);
  if (match === null) return { hour: 0, minute: 0, second: 0, millisecond: 0, zone: '' };
  const [whole, hour, minute, second = '0', fraction = '0', half] = match;
  return {
    hour: half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0),
    minute: Number(minute),
    second: Math.min(59, Number(second)),
    millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
    zone: text.slice(match.index + whole.length),
  };
}

/** Digits of any script (Bangla, Arabic, Devanagari, ...) as 0-9. */
function latinDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
    return String(value);
  });
}
