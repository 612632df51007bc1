import { DateTime } from 'luxon';
import type { JSX } from 'preact';

/** An instant in UTC: the mailbox is for people who compare it with logs. */
export function MailTime({ at }: { at: number }): JSX.Element {
  const time = DateTime.fromMillis(at, { zone: 'utc', locale: 'en' });
  return <time datetime={time.toISO() ?? ''}>{time.toFormat('d LLL yyyy, HH:mm:ss')} UTC</time>;
}
