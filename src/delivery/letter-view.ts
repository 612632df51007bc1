import { z } from 'zod';
import type { Tokens } from '../kernel/token.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { SubscribersRoom } from '../subscribers/room.js';
import type { Letter } from './letter-store.js';

export interface LetterViewDeps {
  readonly newsletters: Pick<NewslettersRoom, 'find'>;
  readonly tokens: Tokens;
  readonly links: SubscribersRoom['links'];
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

/** Days a confirmation link and minutes a sign-in link work, unless the letter says otherwise. */
const CONFIRM_DAYS = 7;
const SIGN_IN_MINUTES = 30;
/** How long an owner's link works and a leaving can be undone, see src/subscribers. */
const OWNER_HOURS = 24;
const UNDO_DAYS = 7;

export const confirmPayload = z.object({
  confirmationId: z.string(),
  newsletterIds: z.array(z.string()).default([]),
  validDays: z.number().default(CONFIRM_DAYS),
});
const ownerPayload = z.object({ subscriberId: z.string(), askedFor: z.string() });
/** Also of a pause. */
const leftPayload = z.object({ subscriberId: z.string(), newsletterIds: z.array(z.string()).min(1) });
const signInPayload = z.object({ linkId: z.string(), validMinutes: z.number().default(SIGN_IN_MINUTES) });
export const welcomePayload = z.object({
  subscriberId: z.string(),
  newsletterId: z.string(),
  latestIssue: z.object({ subject: z.string(), url: z.string() }).optional(),
});

type View = Readonly<Record<string, unknown>>;

/** What a letter's template shows. Signed links are made here, when the letter is sent: none is ever stored. */
export async function letterView(deps: LetterViewDeps, letter: Letter): Promise<View> {
  switch (letter.kind) {
    case 'confirm':
    case 'reminder':
      return confirmView(deps, letter);
    case 'sign-in': {
      const { linkId, validMinutes } = signInPayload.parse(letter.payload);
      const signInUrl = `${deps.baseUrl}/desk/sign-in/${deps.tokens.sign('sign-in', [linkId])}`;
      return { signInUrl, validMinutes };
    }
    case 'welcome':
      return welcomeView(deps, letter);
    case 'owner': {
      const { subscriberId, askedFor } = ownerPayload.parse(letter.payload);
      const token = deps.tokens.sign('owner', [subscriberId, askedFor]);
      return { preferencesUrl: `${deps.baseUrl}/preferences/${token}`, validHours: OWNER_HOURS };
    }
    case 'left':
      return leftView(deps, letter);
    case 'paused':
      return pausedView(deps, letter);
    case 'notice':
    default:
      return letter.payload;
  }
}

async function leftView({ newsletters, links, tokens }: LetterViewDeps, letter: Letter): Promise<View> {
  const { subscriberId, newsletterIds } = leftPayload.parse(letter.payload);
  const newsletterNames = await namesOf(newsletters, newsletterIds);
  const page = links(subscriberId, newsletterIds[0] ?? '').unsubscribe;
  const mark = tokens.sign('undo-by-letter', [subscriberId, letter.id]);
  return { undoUrl: `${page}?undo=${mark}`, newsletterNames, undoDays: UNDO_DAYS };
}

async function pausedView({ newsletters, links }: LetterViewDeps, letter: Letter): Promise<View> {
  const { subscriberId, newsletterIds } = leftPayload.parse(letter.payload);
  const newsletterNames = await namesOf(newsletters, newsletterIds);
  return { preferencesUrl: links(subscriberId, '').preferences, newsletterNames };
}

async function namesOf(newsletters: LetterViewDeps['newsletters'], ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(ids.map(async (id) => newsletters.find(id)));
  return found.flatMap((newsletter) => newsletter?.name ?? []);
}

async function confirmView({ newsletters, tokens, baseUrl }: LetterViewDeps, letter: Letter): Promise<View> {
  const { confirmationId, newsletterIds, validDays } = confirmPayload.parse(letter.payload);
  const newsletterNames = await namesOf(newsletters, newsletterIds);
  return { confirmUrl: `${baseUrl}/confirm/${tokens.sign('confirm', [confirmationId])}`, newsletterNames, validDays };
}

async function welcomeView({ newsletters, links, baseUrl }: LetterViewDeps, letter: Letter): Promise<View> {
  const { subscriberId, newsletterId, latestIssue } = welcomePayload.parse(letter.payload);
  const newsletter = await newsletters.find(newsletterId);
  if (newsletter === undefined) throw new Error(`Newsletter ${newsletterId} of a welcome letter is gone.`);
  const reader = links(subscriberId, newsletterId);
  return {
    newsletterName: newsletter.name,
    archiveUrl: `${baseUrl}/archive/${newsletter.slug}`,
    ...(latestIssue === undefined ? {} : { latestIssueTitle: latestIssue.subject, latestIssueUrl: latestIssue.url }),
    preferencesUrl: reader.preferences,
    unsubscribeUrl: reader.unsubscribe,
  };
}
