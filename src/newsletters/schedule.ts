import { DateTime } from 'luxon';
import { WEEKDAYS, type Schedule, type Weekday } from './newsletter.js';

/** `2026-11-22` in the given zone. */
export const localDateAt = (instant: number, timeZone: string): string =>
  DateTime.fromMillis(instant, { zone: timeZone }).toFormat('yyyy-MM-dd');

/**
 * The instant an edition is due: its local date at the schedule's local time. A time inside a daylight-saving gap moves
 * forward by the gap and stays on its date, also when the gap is at midnight (Cairo, 30 April 2027); of two equal local
 * times in autumn the first counts.
 */
export function dueAt(schedule: Schedule, localDate: string): number {
  const [hour = 0, minute = 0] = schedule.time.split(':').map(Number);
  const [year, month, day] = localDate.split('-').map(Number);
  const local = DateTime.fromObject({ year, month, day, hour, minute }, { zone: schedule.timeZone });
  const earlier = local.minus({ hours: 1 });
  const sameWallClock = earlier.hour === local.hour && earlier.minute === local.minute;
  return (sameWallClock ? earlier : local).toMillis();
}

/**
 * The last instant a story may come in for the edition: the cut-off's local time on the day it is due or, when it is later in
 * the day than that, the day before. Moves over clock changes as `dueAt` does.
 */
export function cutOffAt(schedule: Schedule, cutOff: string, localDate: string): number {
  if (cutOff <= schedule.time) return dueAt({ ...schedule, time: cutOff }, localDate);
  const before = DateTime.fromISO(localDate, { zone: 'utc' }).minus({ days: 1 }).toFormat('yyyy-MM-dd');
  return dueAt({ ...schedule, time: cutOff }, before);
}

/** True when the schedule prints an edition on this local date. */
export function isEditionDay(schedule: Schedule, localDate: string): boolean {
  const weekday = WEEKDAYS[DateTime.fromISO(localDate, { zone: 'utc' }).weekday - 1];
  return weekday !== undefined && schedule.days.includes(weekday);
}

export interface EditionDate {
  readonly localDate: string;
  readonly dueAt: number;
}

/** The edition days from `days` before the instant's local date to `days` after it, with their due instants. */
export function editionsAround(schedule: Schedule, instant: number, days: number): readonly EditionDate[] {
  const today = DateTime.fromISO(localDateAt(instant, schedule.timeZone), { zone: 'utc' });
  return Array.from({ length: 2 * days + 1 }, (_, index) => today.plus({ days: index - days }).toFormat('yyyy-MM-dd'))
    .filter((localDate) => isEditionDay(schedule, localDate))
    .map((localDate) => ({ localDate, dueAt: dueAt(schedule, localDate) }));
}

/** The first edition due after the instant. Every schedule has at least one day, so there always is one. */
export function nextEdition(schedule: Schedule, instant: number): EditionDate {
  const next = editionsAround(schedule, instant, 8).find((edition) => edition.dueAt > instant);
  if (next === undefined) throw new Error('A schedule without days has no next edition.');
  return next;
}

/**
 * The day of the week a newsletter's best-of comes: the last one with an edition, counted from Monday. Undefined for a
 * newsletter that comes once a week itself.
 */
export const bestOfDay = ({ days }: Pick<Schedule, 'days'>): Weekday | undefined =>
  days.length < 2 ? undefined : WEEKDAYS.findLast((day) => days.includes(day));
