import { DateTime } from 'luxon';
import { z } from 'zod';
import { DAY, HOUR } from '../kernel/clock.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { chosenNewsletters } from './chosen-newsletters.js';
import { CONSENT_VERSION, consentText } from './consent-text.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema, languageSchema, namesSchema, nameSchema, readInput } from './input.js';
import { networkOf } from './network.js';
import { proofOf } from './proof.js';
import type { SubscribersRoom, Visitor } from './room.js';
import type { ConfirmLetter } from './subscriber-store.js';

/** The link in the confirmation mail works this long. */
const CONFIRM_WITHIN = 7 * DAY;
/** Sign-ups one visitor may make in an hour: a newsroom's open day passes, filling strangers' inboxes does not. */
const BUDGET = 20;

const signUpSchema = z.object({
  email: emailSchema,
  newsletters: namesSchema.pipe(z.array(z.string()).min(1, 'choose at least one')).optional(),
  topics: namesSchema.default([]),
  name: nameSchema,
  language: languageSchema,
});

/**
 * A sign-up waits for its confirmation. Suppressed addresses and readers who have everything already take the same way
 * to the same answer, only without a letter: the answer tells nobody who reads us.
 */
export function createSubscribe(deps: SubscribersDeps): SubscribersRoom['subscribe'] {
  const { subscribers, suppressions, newsletters, bell, clock, newId, logger } = deps;
  return async (input, visitor) => {
    const read = readInput(signUpSchema, input, 'subscribe.invalid');
    if (!read.ok) return read;
    const chosen = await chosenNewsletters(newsletters, read.value.newsletters);
    if (!chosen.ok) return chosen;
    const budget = await checkBudget(deps, visitor);
    if (!budget.ok) return budget;
    const { address, normalised } = read.value.email;
    const at = clock.now();
    const suppressed = (await suppressions.byAddress(normalised)) !== undefined;
    const newsletterIds = chosen.value.map((newsletter) => newsletter.id);
    const confirmationId = newId();
    const consent = { text: consentText((await newsletters.newsroom()).name), textVersion: CONSENT_VERSION };
    const { letterId } = await subscribers.signUp({
      subscriberId: newId(),
      email: address,
      normalisedEmail: normalised,
      name: read.value.name,
      language: read.value.language,
      newsletterIds,
      topics: read.value.topics,
      proof: proofOf(visitor, at, consent),
      confirmation: { id: confirmationId, expiresAt: at + CONFIRM_WITHIN },
      letter: suppressed ? null : confirmLetter({ id: newId(), recipient: address, confirmationId, newsletterIds, at }),
    });
    if (letterId !== undefined) bell.ring([{ name: 'send-letter', letterId }]);
    logger.info('subscriber.signed-up', { source: visitor.source, letter: letterId !== undefined });
    return done(undefined);
  };
}

async function checkBudget({ subscribers, clock }: SubscribersDeps, visitor: Visitor): Promise<Outcome<void>> {
  if (visitor.ip === null) return done(undefined);
  const count = await subscribers.signUpsFrom(networkOf(visitor.ip), clock.now() - HOUR);
  if (count < BUDGET) return done(undefined);
  return refuse({
    code: 'subscribe.too-many',
    kind: 'too-many',
    detail: 'Too many sign-ups came from your network within an hour. Please try again later.',
  });
}

/** One a day and address: the key says so. */
function confirmLetter(letter: {
  id: string;
  recipient: string;
  confirmationId: string;
  newsletterIds: readonly string[];
  at: number;
}): ConfirmLetter {
  const { id, recipient, confirmationId, newsletterIds } = letter;
  const day = DateTime.fromMillis(letter.at, { zone: 'utc' }).toISODate() ?? '';
  return (subscriberId, round) => ({
    id,
    kind: 'confirm',
    dedupeKey: `confirm:${subscriberId}:${day}${round === 0 ? '' : `:${round + 1}`}`,
    recipient,
    payload: { confirmationId, newsletterIds },
  });
}
