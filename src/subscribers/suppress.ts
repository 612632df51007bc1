import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema } from './input.js';
import type { SubscribersRoom } from './room.js';

const INVALID = { code: 'suppression.invalid', examples: { address: 'ana@example.org' } };

const suppressSchema = z.preprocess(
  // `address` is the word of a suppression, `email` the word of everything else.
  (input) =>
    typeof input === 'object' && input !== null && 'email' in input ? { address: input.email, ...input } : input,
  z.object({
    address: emailSchema,
    reason: z.string().trim().min(1).max(60).default('manual'),
    detail: z.string().trim().max(500).nullable().default(null),
  }),
);

/** No mail to this address from now on, whatever it subscribes to. The first reason stays. */
export function createSuppress({ suppressions, clock }: SubscribersDeps): SubscribersRoom['suppress'] {
  return async (input, source) => {
    const read = checkInput(suppressSchema, input, INVALID);
    if (!read.ok) return read;
    const { address, reason, detail } = read.value;
    await suppressions.add({ email: address.address, reason, detail, source, issueId: null, at: clock.now() });
    const stored = await suppressions.byAddress(address.normalised);
    if (stored === undefined) throw new Error('A suppression vanished while being added.');
    return done(stored);
  };
}

export function createLiftSuppression({ suppressions, logger }: SubscribersDeps): SubscribersRoom['liftSuppression'] {
  return async (text) => {
    const read = checkInput(z.object({ address: emailSchema }), { address: text }, INVALID);
    if (!read.ok) return read;
    if (!(await suppressions.remove(read.value.address.normalised))) {
      return refuse({ code: 'suppression.unknown', kind: 'unknown', detail: 'This address is not suppressed.' });
    }
    logger.info('suppression.lifted');
    return done(undefined);
  };
}
