import { checkInput } from '../kernel/check-input.js';
import type { Clock } from '../kernel/clock.js';
import { parseMailbox } from '../kernel/email-address.js';
import type { NewId } from '../kernel/ids.js';
import { done, invalid, refuse, type Outcome } from '../kernel/refusal.js';
import { findNewsletter } from './find-newsletter.js';
import { newsletterSettingsSchema, type Newsletter, type NewsletterSettings } from './newsletter.js';
import type { NewsletterStore } from './newsletter-store.js';
import { newsroomSchema, type Newsroom } from './newsroom.js';
import type { NewslettersRoom } from './room.js';

interface Deps {
  readonly store: NewsletterStore;
  readonly clock: Clock;
  readonly newId: NewId;
  /** What a new installation starts from: MAIL_FROM, POSTAL_ADDRESS and neutral words. */
  readonly defaultNewsroom: Newsroom;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  slug: 'daily-digest',
  name: 'The Daily',
  schedule: '{"time": "07:00", "timeZone": "Europe/Berlin"}',
  'schedule.time': '07:00',
  'schedule.days': '["mon", "tue", "wed", "thu", "fri"]',
  'schedule.timeZone': 'Europe/Berlin',
  sendWindow: '{"from": "06:00", "to": "22:00"}',
  'sendWindow.from': '06:00',
  'sendWindow.to': '22:00',
  mode: 'review',
  language: 'en',
  siteUrl: 'https://example.org',
  mailFrom: 'The Lantern <news@example.org>',
  accentColor: '#9b1c1c',
  remindAfterDays: '1',
  softBounces: '{"days": 3, "within": 30}',
  'softBounces.days': '3',
  'softBounces.within': '30',
};

export function openNewslettersRoom({ store, clock, newId, defaultNewsroom }: Deps): NewslettersRoom {
  const find = async (idOrSlug: string) => (await store.byId(idOrSlug)) ?? (await store.bySlug(idOrSlug));
  const all = async () => store.all();
  const newsroom = async () => (await store.newsroom()) ?? defaultNewsroom;
  return {
    newsroom,
    find,
    all,

    async updateNewsroom(patch) {
      const checked = checkNewsroom(mergeNewsroom(await newsroom(), patch));
      if (checked.ok) await store.saveNewsroom(checked.value);
      return checked;
    },

    async create(input) {
      const checked = checkSettings(input);
      if (!checked.ok) return checked;
      const id = newId();
      if (!(await store.insert(id, checked.value, clock.now()))) return slugTaken(checked.value.slug);
      return done({ ...checked.value, id, createdAt: clock.now() });
    },

    async update(idOrSlug, patch) {
      const found = await findNewsletter({ find, all }, idOrSlug);
      if (!found.ok) return found;
      const newsletter = found.value;
      const checked = checkSettings(merge(newsletter, patch));
      if (!checked.ok) return checked;
      if (!(await store.update(newsletter.id, checked.value, clock.now()))) return slugTaken(checked.value.slug);
      return done({ ...checked.value, id: newsletter.id, createdAt: newsletter.createdAt });
    },
  };
}

const slugTaken = (slug: string) =>
  refuse({
    code: 'newsletter.slug-taken',
    kind: 'conflict',
    detail: `Another newsletter has the slug "${slug}". Choose another.`,
  });

const checkSettings = (input: unknown): Outcome<NewsletterSettings> =>
  checkInput(newsletterSettingsSchema, input, { code: 'newsletter.invalid', examples: EXAMPLES });

/** The schedule is merged field by field, so that a patch of the time keeps the zone. */
function merge({ id: _id, createdAt: _at, ...settings }: Newsletter, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null) return patch;
  const { schedule, ...rest } = patch as { schedule?: object };
  return { ...settings, ...rest, schedule: { ...settings.schedule, ...schedule } };
}

/** The limits are merged field by field, so that a patch of one keeps the other. */
function mergeNewsroom(newsroom: Newsroom, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null) return patch;
  const { softBounces } = patch as { softBounces?: unknown };
  const limits = typeof softBounces === 'object' ? { ...newsroom.softBounces, ...softBounces } : softBounces;
  return { ...newsroom, ...patch, ...(softBounces === undefined ? {} : { softBounces: limits }) };
}

function checkNewsroom(input: unknown): Outcome<Newsroom> {
  const checked = checkInput(newsroomSchema, input, { code: 'newsroom.invalid', examples: EXAMPLES });
  if (!checked.ok) return checked;
  const mailboxes = { mailFrom: checked.value.mailFrom, replyTo: checked.value.replyTo };
  const wrong = Object.entries(mailboxes).filter(([, value]) => value !== null && parseMailbox(value) === undefined);
  if (wrong.length === 0) return checked;
  return invalid(
    'newsroom.invalid',
    wrong.map(([field]) => ({ field, fault: 'is not a mail address', example: 'The Lantern <news@example.org>' })),
  );
}
