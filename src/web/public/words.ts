import { DateTime } from 'luxon';
import { WEEKDAYS, type Newsletter, type Schedule, type Weekday } from '../../newsletters/newsletter.js';

/** `2026-11-22` as `Sunday, 22 November 2026`. */
export const dayInWords = (localDate: string): string => DateTime.fromISO(localDate).toFormat('cccc, d LLLL yyyy');

/** An instant as the day it is where the newsletter lives: `22 November 2026`. */
export const dateIn = (instant: number, timeZone: string): string =>
  DateTime.fromMillis(instant, { zone: timeZone }).toFormat('d LLLL yyyy');

const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

export const dayName = (day: Weekday): string => DAY_NAMES[day];

/** `Every day at 07:00`, `Weekdays at 07:00`, `Sundays at 09:00`, `Monday and Thursday at 07:00`. */
export function scheduleInWords({ days, time }: Schedule): string {
  const kept = WEEKDAYS.filter((day) => days.includes(day));
  return `${daysInWords(kept)} at ${time}`;
}

function daysInWords(days: readonly Weekday[]): string {
  if (days.length === WEEKDAYS.length) return 'Every day';
  if (days.join() === 'mon,tue,wed,thu,fri') return 'Weekdays';
  const names = days.map((day) => DAY_NAMES[day]);
  return days.length === 1 ? `${names[0]}s` : listInWords(names);
}

/** `a`, `a and b`, `a, b and c`. */
function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export const namesOf = (newsletters: readonly Newsletter[], ids: readonly string[]): string =>
  listInWords(newsletters.filter((newsletter) => ids.includes(newsletter.id)).map((newsletter) => newsletter.name));

/** Enough of an address for its owner to know it again, too little for whoever was forwarded the link. */
export function maskedAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return `${Array.from(email)[0] ?? ''}…${email.slice(at)}`;
}
