import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { emailSchema } from './input.js';
import type { SubscribersRoom } from './room.js';
import type { Evidence, Suppression } from './subscriber.js';

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

const liftSchema = z.object({ address: emailSchema, reason: z.string().trim().min(3).max(300) });
const LIFT = {
  code: 'suppression.invalid',
  examples: { ...INVALID.examples, reason: 'The reader wrote that the mailbox works again' },
};

/** Lifting is a person's decision, and its reason is kept. */
export function createLiftSuppression({ suppressions, logger }: SubscribersDeps): SubscribersRoom['liftSuppression'] {
  return async (text, input) => {
    const read = checkInput(liftSchema, { ...(input as object), address: text }, LIFT);
    if (!read.ok) return read;
    const { address, reason } = read.value;
    const suppression = await suppressions.byAddress(address.normalised);
    if (suppression === undefined || !(await suppressions.remove(address.normalised))) return NOT_SUPPRESSED;
    logger.info('suppression.lifted', { reason: suppression.reason });
    return done({ suppression, reason });
  };
}

const NOT_SUPPRESSED = refuse({
  code: 'suppression.unknown',
  kind: 'unknown',
  detail: 'This address is not suppressed.',
});

export function createExplainSuppression({ suppressions }: SubscribersDeps): SubscribersRoom['explainSuppression'] {
  return async (text) => {
    const read = checkInput(z.object({ address: emailSchema }), { address: text }, INVALID);
    if (!read.ok) return read;
    const suppression = await suppressions.byAddress(read.value.address.normalised);
    if (suppression === undefined) return NOT_SUPPRESSED;
    return done({ suppression, evidence: await evidenceOf({ suppressions }, suppression) });
  };
}

/** What came back; null when a person suppressed the address. */
export const evidenceOf = async (
  { suppressions }: Pick<SubscribersDeps, 'suppressions'>,
  { bounceId }: Suppression,
): Promise<Evidence | null> => (bounceId === null ? null : ((await suppressions.evidence(bounceId)) ?? null));
