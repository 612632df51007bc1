import { DateTime } from 'luxon';
import { z } from 'zod';
import { done, invalid, refuse, type Outcome } from '../kernel/refusal.js';
import { chosenNewsletters } from './chosen-newsletters.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema, namesSchema, nameSchema, readInput } from './input.js';
import type { SubscribersRoom } from './room.js';

const confirmedSchema = z.object({
  email: emailSchema,
  newsletters: namesSchema.pipe(z.array(z.string()).min(1, 'name at least one')),
  name: nameSchema,
  consent: z.object({
    text: z.string().trim().min(1, 'is missing: the words the reader agreed to').max(4000),
    at: z.union([z.int(), z.iso.datetime({ offset: true })], 'must be a time').optional(),
    ip: z.union([z.ipv4(), z.ipv6()]).nullable().default(null),
  }),
  confirmed: z.literal(true, 'must be true: readers without proof of consent subscribe through the form'),
});

/** A reader with proof of consent is active at once. Suppressed addresses are refused; an unsubscribe wins over an older or undated consent. */
export function createAddConfirmed(deps: SubscribersDeps): SubscribersRoom['addConfirmed'] {
  return async (input, visitor) => {
    const read = readInput(confirmedSchema, input, 'subscriber.invalid');
    if (!read.ok) return read;
    const { email, name, consent } = read.value;
    const chosen = await chosenNewsletters(deps.newsletters, read.value.newsletters);
    if (!chosen.ok) return chosen;
    const dated = consent.at !== undefined;
    if (!dated && visitor.source !== 'import') return badTime('must be a time');
    const at = readTime(consent.at ?? deps.clock.now(), deps.clock.now());
    if (!at.ok) return at;
    const suppression = await deps.suppressions.byAddress(email.normalised);
    if (suppression !== undefined) return suppressed(suppression.reason);
    const { subscriberId, ...added } = await deps.subscribers.addConfirmed(
      {
        id: deps.newId(),
        email: email.address,
        normalisedEmail: email.normalised,
        name,
        newsletterIds: chosen.value.map((newsletter) => newsletter.id),
        action: visitor.source === 'import' ? 'import' : 'add-confirmed',
        proof: {
          text: consent.text,
          textVersion: null,
          at: at.value,
          ip: consent.ip,
          userAgent: null,
          source: visitor.source,
        },
        revives: dated,
      },
      deps.clock.now(),
    );
    const subscriber = await deps.subscribers.byId(subscriberId);
    if (subscriber === undefined) throw new Error('A subscriber vanished while being added.');
    return done({ subscriber, ...added });
  };
}

function readTime(at: number | string, now: number): Outcome<number> {
  const instant = typeof at === 'number' ? at : DateTime.fromISO(at).toMillis();
  if (instant <= now) return done(instant);
  return badTime('lies in the future');
}

const badTime = (fault: string) => invalid('subscriber.invalid', [{ field: 'consent.at', fault }]);

const suppressed = (reason: string) =>
  refuse({
    code: 'subscriber.suppressed',
    kind: 'conflict',
    detail: `This address must not be mailed (${reason}). Lift the suppression first if that was a mistake.`,
  });
