import { DateTime } from 'luxon';
import type { SourceKind } from '../../articles/source.js';
import type { DeliveryState } from '../../delivery/delivery.js';
import type { IssueKind, IssueState } from '../../issues/issue.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { WEEKDAYS, type Newsletter, type Weekday } from '../../newsletters/newsletter.js';
import type { Tone } from '../components.js';

/** What the desk calls things. Pure functions of what they say. */

export const ISSUE_STATE_WORDS: Readonly<Record<IssueState, { label: string; tone: Tone }>> = {
  draft: { label: 'Draft', tone: 'warn' },
  approved: { label: 'Approved', tone: 'good' },
  preparing: { label: 'Preparing', tone: 'accent' },
  sending: { label: 'Sending', tone: 'accent' },
  paused: { label: 'Paused', tone: 'warn' },
  done: { label: 'Done', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'plain' },
  skipped: { label: 'Skipped', tone: 'plain' },
};

export const KIND_WORDS: Readonly<Record<IssueKind, string>> = {
  digest: 'Digest',
  urgent: 'Urgent',
  special: 'Special',
};

export const SOURCE_KIND_WORDS: Readonly<Record<SourceKind, string>> = {
  feed: 'Feed',
  wordpress: 'WordPress',
  ghost: 'Ghost',
  page: 'One story',
};

export const DELIVERY_STATE_WORDS: Readonly<Record<DeliveryState, { label: string; meaning: string; tone: Tone }>> = {
  accepted: { label: 'Accepted', meaning: 'the mail server took it', tone: 'good' },
  pending: { label: 'Waiting', meaning: 'not tried yet', tone: 'plain' },
  sending: { label: 'On the wire', meaning: 'being sent right now', tone: 'accent' },
  deferred: { label: 'Tried again later', meaning: 'refused for now', tone: 'warn' },
  failed: { label: 'Failed', meaning: 'refused for good', tone: 'bad' },
  skipped: { label: 'Left out', meaning: 'unsubscribed, paused or suppressed since', tone: 'plain' },
  in_doubt: { label: 'In doubt', meaning: 'the connection broke before the answer', tone: 'warn' },
  held: { label: 'Held', meaning: 'in doubt, waiting for a person', tone: 'warn' },
};

/** `Mon 23 Nov, 07:00`, in the zone of the newsletter it is about; `today, 07:00` on the day itself. */
export function timeWords(at: number, zone: string, now: number): string {
  const time = DateTime.fromMillis(at, { zone }).setLocale('en-GB');
  const today = DateTime.fromMillis(now, { zone });
  if (time.hasSame(today, 'day')) return `today, ${time.toFormat('HH:mm')}`;
  if (time.hasSame(today.plus({ days: 1 }), 'day')) return `tomorrow, ${time.toFormat('HH:mm')}`;
  return time.toFormat(time.hasSame(today, 'year') ? 'ccc d LLL, HH:mm' : 'd LLL yyyy, HH:mm');
}

/** `5 minutes`, rounded to the largest unit that fits. */
export function durationWords(milliseconds: number): string {
  const units = [
    { size: DAY, name: 'day' },
    { size: HOUR, name: 'hour' },
    { size: MINUTE, name: 'minute' },
  ];
  const unit = units.find(({ size }) => milliseconds >= size) ?? { size: SECOND, name: 'second' };
  const count = Math.max(1, Math.round(milliseconds / unit.size));
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`;
}

export const agoWords = (at: number, now: number): string =>
  now - at < MINUTE ? 'just now' : `${durationWords(now - at)} ago`;

export const etaWords = (seconds: number | null): string =>
  seconds === null ? '' : `about ${durationWords(seconds * SECOND)} left`;

export const numberWords = (count: number): string => count.toLocaleString('en-GB');

const DAY_WORDS: Readonly<Record<Weekday, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** `Every day at 07:00, Europe/Berlin`. */
export function scheduleWords({ schedule }: Pick<Newsletter, 'schedule'>): string {
  const days = WEEKDAYS.filter((day) => schedule.days.includes(day));
  const weekdays = WEEKDAYS.slice(0, 5);
  const named =
    days.length === 7
      ? 'Every day'
      : days.length === 5 && weekdays.every((day) => days.includes(day))
        ? 'Monday to Friday'
        : days.map((day) => DAY_WORDS[day]).join(', ');
  return `${named} at ${schedule.time}, ${schedule.timeZone}`;
}
