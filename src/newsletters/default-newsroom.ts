import { parseMailbox } from '../kernel/email-address.js';
import { newsletterSettingsSchema, type NewsletterSettings } from './newsletter.js';
import { newsroomSchema, type Newsroom } from './newsroom.js';

/** What the environment says about the newsroom. */
export interface NewsroomHints {
  readonly mailFrom: string | undefined;
  readonly replyTo: string | undefined;
  readonly postalAddress: string | undefined;
  readonly baseUrl: string;
  readonly bounceDomain: string;
}

/** A new installation's newsroom: neutral words around what the environment says. */
export function defaultNewsroom({ mailFrom, replyTo, postalAddress, baseUrl, bounceDomain }: NewsroomHints): Newsroom {
  const sender = mailFrom ?? `Your newsroom <news@${bounceDomain}>`;
  return newsroomSchema.parse({
    name: parseMailbox(sender)?.name ?? 'Your newsroom',
    siteUrl: baseUrl,
    language: 'en',
    mailFrom: sender,
    replyTo: replyTo ?? null,
    postalAddress: postalAddress ?? '',
  });
}

/** The newsletter of a new installation: a daily digest that waits for an editor. */
export const firstNewsletter = (timeZone: string): NewsletterSettings =>
  newsletterSettingsSchema.parse({
    slug: 'daily',
    name: 'The Daily',
    description: 'Our newest stories, every morning.',
    schedule: { time: '07:00', timeZone },
  });
