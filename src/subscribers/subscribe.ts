import { z } from 'zod';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { checkAddress } from './address-policy.js';
import { chosenNewsletters } from './chosen-newsletters.js';
import { CONSENT_VERSION, consentText } from './consent-text.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema, languageSchema, namesSchema, nameSchema, readInput } from './input.js';
import { mailboxOf } from './mail-providers.js';
import { checkPuzzle } from './proof-of-work.js';
import { proofOf } from './proof.js';
import type { SubscribersRoom, Visitor } from './room.js';
import { settleSignUp } from './settle-sign-up.js';
import { budgetsOf } from './sign-up-budgets.js';
import type { Budget, SignUpRequest } from './sign-up-store.js';

const signUpSchema = z.object({
  email: emailSchema,
  newsletters: namesSchema.pipe(z.array(z.string()).min(1, 'choose at least one')).optional(),
  topics: namesSchema.default([]),
  name: nameSchema,
  language: languageSchema,
  /** A puzzle of ours and its answer; only asked for while there are very many sign-ups. */
  puzzle: z.string().max(200).default(''),
  answer: z.string().max(40).default(''),
});

/**
 * A sign-up is checked, counted and kept, and answered: all of that goes by what was typed, and is the same work whoever
 * reads us. Only then is it worked off, and a letter written where one is due.
 */
export function createSubscribe(deps: SubscribersDeps): SubscribersRoom['subscribe'] {
  const { subscribers, newsletters, newId, logger } = deps;
  return async (input, visitor) => {
    const read = readInput(signUpSchema, input, 'subscribe.invalid');
    if (!read.ok) return read;
    const allowed = checkAddress(read.value.email, deps.addressPolicy);
    if (!allowed.ok) return allowed;
    const chosen = await chosenNewsletters(newsletters, read.value.newsletters);
    if (!chosen.ok) return chosen;
    const consent = { text: consentText((await newsletters.newsroom()).name), textVersion: CONSENT_VERSION };
    const { email, name, language, topics } = read.value;
    const request: SignUpRequest = {
      email: email.address,
      normalisedEmail: email.normalised,
      mailbox: mailboxOf(email.normalised),
      name,
      language,
      topics,
      newsletterIds: chosen.value.map((newsletter) => newsletter.id),
      proof: proofOf(visitor, deps.clock.now(), consent),
    };
    const id = newId();
    const usedUp = await subscribers.keepSignUp({ id, request }, budgetsFor(deps, read.value, visitor));
    if (usedUp !== undefined) {
      logger.warn('subscribe.budget-used-up', { budget: usedUp.name, asksForProof: usedUp.asksForProof });
      return tooMany(usedUp);
    }
    await inTime(deps, async () => settleSignUp(deps, id));
    return done(undefined);
  };
}

/** An import is an editor's act, and its budget is the editor's patience. */
function budgetsFor(deps: SubscribersDeps, input: z.infer<typeof signUpSchema>, visitor: Visitor): readonly Budget[] {
  if (visitor.source === 'import') return [];
  const { normalised } = input.email;
  return budgetsOf(normalised, visitor.ip, {
    proof: checkPuzzle(deps, normalised, input),
    fromPage: visitor.fromPage === true,
  });
}

async function inTime({ afterAnswer }: SubscribersDeps, work: () => Promise<void>): Promise<void> {
  if (afterAnswer === undefined) await work();
  else afterAnswer(work);
}

function tooMany({ name, asksForProof }: Budget): Outcome<void> {
  if (asksForProof) {
    const detail =
      'Very many addresses are being signed up just now, so we ask each to show that a person is behind it. Please go on to the next step.';
    return refuse({ code: 'subscribe.proof-needed', kind: 'too-many', detail });
  }
  const detail = `${TOO_MANY[name]} Please try again later.`;
  return refuse({ code: 'subscribe.too-many', kind: 'too-many', detail });
}

const TOO_MANY: Readonly<Record<Budget['name'], string>> = {
  visitor: 'Too many sign-ups came from your network within an hour.',
  network: 'Too many sign-ups came from your network within an hour.',
  domain: 'Too many addresses of this domain were signed up within an hour.',
  all: 'Too many addresses were signed up within an hour.',
  scripts: 'Too many addresses were signed up within an hour.',
  waiting: 'Too many people are waiting just now.',
};
