import type { Clock } from '../kernel/clock.js';
import { isSuppressed } from '../subscribers/is-suppressed.js';
import type { SubscriberStore, SuppressionStore } from '../subscribers/subscriber-store.js';
import type { Letter } from './letter-store.js';
import { confirmPayload, welcomePayload } from './letter-view.js';

/** What a letter to a reader is checked against once more when its turn has come. */
export interface StillWantedDeps {
  readonly suppressions: SuppressionStore;
  readonly subscribers: Pick<SubscriberStore, 'subscriptions' | 'confirmation'>;
  readonly clock: Clock;
}

/** Whether a claimed letter may still go: hours may lie between its making and its turn. Throws what the stores throw. */
export async function isStillWanted(deps: StillWantedDeps, letter: Letter): Promise<boolean> {
  switch (letter.kind) {
    case 'confirm':
    case 'owner':
    case 'left':
    case 'paused':
      return !(await isSuppressed(deps, letter.recipient));
    case 'reminder':
      return !(await isSuppressed(deps, letter.recipient)) && isOpen(deps, letter);
    case 'welcome':
      return !(await isSuppressed(deps, letter.recipient)) && isSubscribed(deps, letter);
    case 'sign-in':
    case 'notice':
    default:
      return true;
  }
}

/** Nobody is reminded of what they confirmed or left while the letter waited. */
async function isOpen({ subscribers, clock }: StillWantedDeps, letter: Letter): Promise<boolean> {
  const { confirmationId, newsletterIds } = confirmPayload.parse(letter.payload);
  const confirmation = await subscribers.confirmation(confirmationId);
  if (confirmation === undefined || confirmation.usedAt !== null || confirmation.expiresAt <= clock.now()) return false;
  const subscriptions = await subscribers.subscriptions(confirmation.subscriberId);
  return subscriptions.some((one) => newsletterIds.includes(one.newsletterId) && one.state === 'pending');
}

async function isSubscribed({ subscribers }: StillWantedDeps, letter: Letter): Promise<boolean> {
  const { subscriberId, newsletterId } = welcomePayload.parse(letter.payload);
  const subscriptions = await subscribers.subscriptions(subscriberId);
  return subscriptions.some((one) => one.newsletterId === newsletterId && one.state === 'active');
}
