import { DateTime } from 'luxon';

/** ISO 8601 in UTC: `2026-11-22T06:00:00.000Z`. */
export const isoTime = (milliseconds: number): string =>
  DateTime.fromMillis(milliseconds, { zone: 'utc' }).toISO() ?? '';

export const isoTimeOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : isoTime(milliseconds);

/** Milliseconds of an ISO 8601 time that names its zone; undefined otherwise, because a guess would be hours off. */
export function readIsoTime(text: string): number | undefined {
  if (!/T.*(Z|[+-]\d\d(:?\d\d)?)$/i.test(text)) return undefined;
  const time = DateTime.fromISO(text);
  return time.isValid ? time.toMillis() : undefined;
}
