import { z } from 'zod';

/** The publisher that runs this installation, as its mails and pages name it. */
export const newsroomSchema = z.object({
  name: z.string().trim().min(1).max(80),
  tagline: z.string().trim().max(140).default(''),
  /** Where the newsroom's own site lives; the masthead links there. */
  siteUrl: z.url({ protocol: /^https?$/ }),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  /** `Name <a@b.org>`; the From of every mail. */
  mailFrom: z.string(),
  replyTo: z.string().nullable().default(null),
  /** CAN-SPAM: no issue is sent without a postal address in the footer. */
  postalAddress: z.string().trim().max(200),
  accentColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#9b1c1c'),
  support: z
    .object({ heading: z.string().max(80), text: z.string().max(400), label: z.string().max(40), url: z.url() })
    .nullable()
    .default(null),
  licence: z.string().max(300).nullable().default(null),
  privacyUrl: z.url().nullable().default(null),
  /** A sign-up that nobody confirmed is reminded of once, after so many days; null: never. */
  remindAfterDays: z.int().min(1).max(3).nullable().default(null),
  /** When failures of a mailbox that may be over tomorrow suppress the reader. */
  softBounces: z
    .object({
      /** Distinct days with a failure, and no mail that got through in between. */
      days: z.number().int().min(1).max(30).default(3),
      /** Only failures of the last so many days count. */
      within: z.number().int().min(1).max(365).default(30),
    })
    .refine(({ days, within }) => days <= within, { path: ['days'], message: 'is more than `within`' })
    .prefault({}),
});

export type Newsroom = z.infer<typeof newsroomSchema>;
