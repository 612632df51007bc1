import { DAY, MINUTE } from '../kernel/clock.js';
import type { NewLetter } from '../kernel/letter.js';
import type { SubscribersDeps } from './deps.js';
import type { SubscribersRoom } from './room.js';
import type { SignUpRequest } from './sign-up-store.js';

/** The link in the confirmation mail works this long. */
const CONFIRM_WITHIN = 7 * DAY;
/** What lies longer was answered by a process that is gone. */
const LEFT_BEHIND = MINUTE;
const AT_ONCE = 200;

/**
 * Works a kept sign-up off. Suppressed addresses and readers who have everything already are taken along the same way, only
 * without a letter.
 */
export async function settleSignUp(deps: SubscribersDeps, id: string): Promise<void> {
  const { subscribers, suppressions, bell, newId, logger } = deps;
  const kept = await subscribers.keptSignUp(id);
  if (kept === undefined) return;
  const { request } = kept;
  const suppressed = (await suppressions.byAddress(request.normalisedEmail)) !== undefined;
  const confirmation = { id: newId(), expiresAt: request.proof.at + CONFIRM_WITHIN };
  const { letterId } = await subscribers.signUp({
    ...request,
    keptId: id,
    subscriberId: newId(),
    confirmation,
    letter: suppressed ? null : confirmLetter(newId(), confirmation.id, request),
  });
  if (letterId !== undefined) bell.ring([{ name: 'send-letter', letterId }]);
  logger.info('subscriber.signed-up', { source: request.proof.source, letter: letterId !== undefined });
}

/** Nothing of what was typed stands in the letter but the address it goes to. */
const confirmLetter = (
  id: string,
  confirmationId: string,
  { email, newsletterIds, language }: SignUpRequest,
): NewLetter => ({
  id,
  kind: 'confirm',
  dedupeKey: `confirm:${confirmationId}`,
  recipient: email,
  payload: { confirmationId, newsletterIds, ...(language === null ? {} : { language }) },
});

/** Works off what was left behind, and forgets attempts that no budget counts any more. */
export function createSettleSignUps(deps: SubscribersDeps): SubscribersRoom['settleSignUps'] {
  return async () => {
    const now = deps.clock.now();
    for (const id of await deps.subscribers.keptBefore(now - LEFT_BEHIND, AT_ONCE)) await settleSignUp(deps, id);
    await deps.subscribers.forgetAttempts(now);
  };
}
