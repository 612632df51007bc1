import { DateTime } from 'luxon';
import { z } from 'zod';
import { DAY } from '../kernel/clock.js';
import { done, invalid, type Outcome } from '../kernel/refusal.js';
import type { Newsletter } from '../newsletters/room.js';
import { languageSchema, namesSchema } from './input.js';
import { FREQUENCIES, type Frequency } from './subscriber.js';

const LONGEST_DAYS = 365;

const frequencySchema = z.enum(FREQUENCIES, 'must be every, weekly or urgent');
const bySlug = <T extends z.ZodType>(value: T) => z.union([value, z.record(z.string(), value)]);

export const preferencesSchema = z.object({
  /** All that should be read from now on. */
  newsletters: namesSchema,
  topics: bySlug(namesSchema).optional(),
  frequency: bySlug(frequencySchema).optional(),
  /** 0 ends a pause; absent leaves one as it is. */
  pauseDays: z.coerce.number('must be a number of days').int().min(0).max(LONGEST_DAYS, 'is at most a year').optional(),
  /** The first day with mail again, where the newsletter lives; wins over `pauseDays`. */
  pauseUntil: z.iso.date('must be a day').optional(),
  language: languageSchema.optional(),
});

export type PreferencesInput = z.infer<typeof preferencesSchema>;

/** What the input says about one newsletter; undefined leaves it as it is. */
export const frequencyFor = ({ frequency }: PreferencesInput, { id, slug }: Newsletter): Frequency | undefined =>
  typeof frequency === 'object' ? (frequency[slug] ?? frequency[id]) : frequency;

/** Topics in the newsletter's own spelling; what is none of its sections is kept as typed, and means nothing. */
export function topicsFor({ topics }: PreferencesInput, { id, slug, sections }: Newsletter) {
  const chosen = topics === undefined || Array.isArray(topics) ? topics : (topics[slug] ?? topics[id]);
  if (chosen === undefined) return undefined;
  const spelled = (topic: string) => sections.find(({ name }) => fold(name) === fold(topic))?.name ?? topic;
  return [...new Set(chosen.map(spelled))];
}

const fold = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** The end of the pause that is asked for, in the newsletter's time zone; 0 for none, undefined to leave it. */
export function pauseEnd(
  { pauseDays, pauseUntil }: PreferencesInput,
  timeZone: string,
  now: number,
): Outcome<number | undefined> {
  if (pauseUntil === undefined) {
    if (pauseDays === undefined || pauseDays === 0) return done(pauseDays);
    return done(now + pauseDays * DAY);
  }
  const end = DateTime.fromISO(pauseUntil, { zone: timeZone }).startOf('day').toMillis();
  const example = DateTime.fromMillis(now + 14 * DAY, { zone: timeZone }).toISODate() ?? '';
  if (end <= now) return invalid('preferences.invalid', [{ field: 'pauseUntil', fault: 'has passed', example }]);
  if (end > now + LONGEST_DAYS * DAY)
    return invalid('preferences.invalid', [{ field: 'pauseUntil', fault: 'is more than a year away', example }]);
  return done(end);
}
