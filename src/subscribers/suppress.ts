import { z } from 'zod';
import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema, readInput } from './input.js';
import type { SubscribersRoom } from './room.js';

const suppressSchema = z.preprocess(
  // `address` is the word of the API's path, `email` the word of everything else.
  (input) =>
    typeof input === 'object' && input !== null && 'address' in input ? { email: input.address, ...input } : input,
  z.object({
    email: emailSchema,
    reason: z.string().trim().min(1).max(60).default('manual'),
    detail: z.string().trim().max(500).nullable().default(null),
  }),
);

/** No mail to this address from now on, whatever it subscribes to. The first reason stays. */
export function createSuppress({ suppressions, clock }: SubscribersDeps): SubscribersRoom['suppress'] {
  return async (input, source) => {
    const read = readInput(suppressSchema, input, 'suppression.invalid');
    if (!read.ok) return read;
    const { email, reason, detail } = read.value;
    await suppressions.add({ email: email.address, reason, detail, source, issueId: null, at: clock.now() });
    const stored = await suppressions.byAddress(email.normalised);
    if (stored === undefined) throw new Error('A suppression vanished while being added.');
    return done(stored);
  };
}

export function createLiftSuppression({ suppressions, logger }: SubscribersDeps): SubscribersRoom['liftSuppression'] {
  return async (text) => {
    const read = readInput(z.object({ email: emailSchema }), { email: text }, 'suppression.invalid');
    if (!read.ok) return read;
    if (!(await suppressions.remove(read.value.email.normalised))) {
      return refuse({ code: 'suppression.unknown', kind: 'unknown', detail: 'This address is not suppressed.' });
    }
    logger.info('suppression.lifted');
    return done(undefined);
  };
}
