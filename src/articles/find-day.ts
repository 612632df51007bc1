import { DateTime } from 'luxon';
import { monthNumber } from './month-names.js';

/** A calendar day as a text states it; whether there is such a day is not checked. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The text without the date: a time and a zone, if any. */
  readonly rest: string;
}

/** The first day a text names, whatever the order and the language; undefined when it names none. */
export const findDay = (text: string): Day | undefined =>
  isoDay(text) ?? dayOfYear(text) ?? compactDay(text) ?? namedDay(text) ?? numericDay(text);

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

/** `2026-326`: ISO 8601 counts the days of the year, too. */
function dayOfYear(text: string): Day | undefined {
  const match = /^(\d{4})-(\d{3})(?!\d)/.exec(text);
  if (match === null) return undefined;
  const { month, day, isValid } = DateTime.fromObject({ year: Number(match[1]), ordinal: Number(match[2]) });
  return isValid ? { year: Number(match[1]), month, day, rest: text.slice(match[0].length) } : undefined;
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
  String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[\s.,-]*(?:de |d['’]|of )?(${WORD})[.,]?[\s.,/-]*(?:de |del )?['’]?(\d{4}|\d{2})(?!\d|:)`,
  'giu',
);
const MONTH_FIRST = new RegExp(String.raw`(${WORD})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})(?!\d)`, 'giu');
/** `Thu May 30 15:39:16 EDT 2019`: date(1) and its many imitators. */
const YEAR_LAST = new RegExp(String.raw`(${WORD})\s+(\d{1,2})[,\s]+(\d{1,2}:\d{2}.*?)\s(\d{4})\b`, 'giu');

/** `2026. november 22.`, `2026 m. lapkričio 22 d.` */
const YEAR_FIRST = new RegExp(String.raw`(?<!\d)(\d{4})[.,]?\s+(?:m\.\s)?(${WORD})[.,]?\s+(\d{1,2})(?!\d|:)`, 'giu');

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
  for (const match of text.matchAll(YEAR_FIRST)) {
    const month = monthNumber(match[2] ?? '');
    if (month !== undefined) return { ...dayOf(match[1], month, match[3]), rest: without(text, match[0]) };
  }
  return undefined;
}

/** `22.11.2026`, `22-11-2026`; with slashes the American order, unless the first number is no month. */
function numericDay(text: string): Day | undefined {
  const match = /(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  /** `03-12-31`: with dashes and two digits each, the year comes first, as in ISO 8601 of 1988. */
  if (match[2] === '-' && match[4]?.length === 2 && match[1]?.length === 2)
    return { ...dayOf(match[1], second, match[4]), rest: without(text, match[0]) };
  const american = match[2] === '/' && first <= 12;
  const [day, month] = american ? [second, first] : [first, second];
  return { ...dayOf(match[4], month, String(day)), rest: without(text, match[0]) };
}

/** Two-digit years as RFC 2822 4.3 reads them; those of the Buddhist era are 543 ahead. */
function dayOf(year = '', month: number, day = ''): Omit<Day, 'rest'> {
  const number = Number(year);
  const century = year.length === 2 ? (number < 50 ? 2000 : 1900) : 0;
  const era = number >= 2400 && number < 2700 ? -543 : 0;
  return { year: number + century + era, month, day: Number(day) };
}

const without = (text: string, part: string): string => text.replace(part, ' ');
