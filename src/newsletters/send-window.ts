import { DateTime } from 'luxon';
import type { SendWindow } from './newsletter.js';
import { dueAt, localDateAt } from './schedule.js';

/**
 * The instant the window opens next; undefined while it is open. `to` before `from` is a window over midnight. Times are
 * local, also on days a clock change makes longer or shorter.
 */
export function opensAt({ from, to }: SendWindow, timeZone: string, instant: number): number | undefined {
  const local = DateTime.fromMillis(instant, { zone: timeZone }).toFormat('HH:mm');
  const open = from < to ? local >= from && local < to : local >= from || local < to;
  if (open) return undefined;
  const today = DateTime.fromISO(localDateAt(instant, timeZone), { zone: 'utc' });
  const date = local < from ? today : today.plus({ days: 1 });
  return dueAt({ time: from, timeZone, days: [] }, date.toFormat('yyyy-MM-dd'));
}
