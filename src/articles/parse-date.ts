import { DateTime, IANAZone } from 'luxon';
import { findDay } from './find-day.js';
import { offsetMinutes } from './zone-offset.js';

/** No feed is older; what claims to be is an empty field of the publisher's database. */
const FIRST_YEAR = 1990;
const LAST_YEAR = 2100;
/** The longest real one has 62 characters. */
const MAX_LENGTH = 120;

/**
 * A date as feeds write it, to milliseconds: RFC 822 and its misspellings, ISO 8601 in its many cuts, dates with month
 * names of some thirty languages, numeric dates, Unix seconds. Without a zone it is read as UTC; without a time as
 * midnight. Undefined when it is no date at all.
 */
export function parseDate(input: string): number | undefined {
  const text = spellOut(latinDigits(input.slice(0, MAX_LENGTH)));
  if (/^\d{10}$|^\d{13}$/.test(text)) return inRange(Number(text.padEnd(13, '0')));
  const found = findDay(text);
  if (found === undefined) return undefined;
  const { zone, ...time } = readClock(found.rest);
  const place = /\b[A-Z][a-z]+\/[A-Z]\w+/.exec(zone)?.[0] ?? '';
  const at = DateTime.fromObject(
    { year: found.year, month: found.month, day: found.day, ...time },
    { zone: IANAZone.isValidZone(place) ? place : 'utc' },
  );
  return at.isValid ? inRange(at.toMillis() - offsetMinutes(zone) * 60_000) : undefined;
}

/** Words of other languages that stand around the numbers of a date, as what the rules below know. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/[\u200e\u200f\u202a-\u202e]/g, ''],
  /** `/Date(1795327200000)/`, as ASP.NET writes JSON */
  [/^\/Date\((\d{13})[^)]*\)\/$/, '$1'],
  /** `下午6:05`, `오후 6:05`, `午前6:05` */
  [/(?:上午|오전|午前)\s?([\d:]+)/, ' $1 AM'],
  [/(?:下午|晚上|오후|午後)\s?([\d:]+)/, ' $1 PM'],
  /** `2026년 11월 22일` */
  [/(\d{4})[년年]\s?(\d{1,2})[월月]\s?(\d{1,2})[일日]/, '$1-$2-$3 '],
  /** `22 tháng 11, 2026` */
  [/(\d{1,2})\s?(?:tháng|thg)\s?(\d{1,2}),?\s?(?:năm\s)?(\d{4})/i, '$1.$2.$3'],
];

const spellOut = (text: string): string =>
  SPELLINGS.reduce((spelled, [pattern, words]) => spelled.replace(pattern, words), text).trim();

function inRange(at: number): number | undefined {
  const { year } = DateTime.fromMillis(at, { zone: 'utc' });
  return year >= FIRST_YEAR && year <= LAST_YEAR ? at : undefined;
}

function readClock(text: string) {
  const match = /(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?\s?m\b\.?)?/i.exec(text);
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
