import { IANAZone } from 'luxon';
import { z } from 'zod';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 07:00');

const scheduleSchema = z.object({
  /** Local time of day the issue is due. */
  time: timeOfDay,
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS]),
  timeZone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone like Europe/Berlin'),
});

const sendWindowSchema = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must not be the time the window begins' });

const sectionSchema = z
  .object({
    name: z.string().trim().min(1).max(60),
    /** At most this many stories of the section in one issue. */
    max: z.int().min(1).max(50).optional(),
    /** At least this many, when there are any: they are taken before newer stories of other sections. */
    min: z.int().min(1).max(50).optional(),
  })
  .refine(({ min = 1, max = 50 }) => min <= max, { path: ['min'], message: 'must not be more than max' });

const fieldsSchema = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, like daily-digest')
    .max(60),
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(300).default(''),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default('en'),
  schedule: scheduleSchema,
  mode: z.enum(['automatic', 'review']).default('review'),
  sections: z.array(sectionSchema).max(20).default([]),
  minArticles: z.int().min(1).max(50).default(1),
  maxArticles: z.int().min(1).max(50).default(12),
  /** Local time after which no story comes in by itself, the last one before the issue is due. Null: until it is due. */
  cutOff: timeOfDay.nullable().default(null),
  /** Stories up to this many days older than the last issue, which left them out, fill up a section or issue below its least. */
  fallbackDays: z.int().min(0).max(14).default(0),
  /** The draft is built this many minutes before it is due. */
  leadMinutes: z.int().min(0).max(1440).default(30),
  /** An issue this many minutes late is not sent any more: the news is stale. */
  staleAfterMinutes: z.int().min(5).max(1440).default(360),
  /** Local times between which digests and specials go out; `to` before `from` is over midnight. Null: at any time. */
  sendWindow: sendWindowSchema.nullable().default(null),
  /** What happens to a delivery in doubt once no evidence came: sent once more, or held for a person. */
  doubtPolicy: z.enum(['resend', 'hold']).default('resend'),
  /** False stops the schedule; nothing is built or sent. */
  active: z.boolean().default(true),
});

/** Everything an editor can set about a newsletter, with the defaults of a daily digest. */
export const newsletterSettingsSchema = fieldsSchema.refine(
  ({ minArticles, maxArticles }) => minArticles <= maxArticles,
  { path: ['minArticles'], message: 'must not be more than maxArticles' },
);

export type NewsletterSettings = z.infer<typeof newsletterSettingsSchema>;
export type Schedule = NewsletterSettings['schedule'];
export type SendWindow = NonNullable<NewsletterSettings['sendWindow']>;
export type Section = NewsletterSettings['sections'][number];

/** A publication readers subscribe to. */
export interface Newsletter extends NewsletterSettings {
  readonly id: string;
  readonly createdAt: number;
}
