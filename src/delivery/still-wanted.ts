import { isSuppressed } from '../subscribers/is-suppressed.js';
import type { SubscriberStore, SuppressionStore } from '../subscribers/subscriber-store.js';
import type { Letter } from './letter-store.js';
import { welcomePayload } from './letter-view.js';

/** What a letter to a reader is checked against once more when its turn has come. */
export interface StillWantedDeps {
  readonly suppressions: SuppressionStore;
  readonly subscribers: Pick<SubscriberStore, 'subscriptions'>;
}

/** Whether a claimed letter may still go: hours may lie between its making and its turn. Throws what the stores throw. */
export async function isStillWanted(deps: StillWantedDeps, letter: Letter): Promise<boolean> {
  switch (letter.kind) {
    case 'confirm':
    case 'owner':
    case 'left':
    case 'paused':
      return !(await isSuppressed(deps, letter.recipient));
    case 'welcome':
      return !(await isSuppressed(deps, letter.recipient)) && isSubscribed(deps, letter);
    case 'sign-in':
    case 'notice':
    default:
      return true;
  }
}

async function isSubscribed({ subscribers }: StillWantedDeps, letter: Letter): Promise<boolean> {
  const { subscriberId, newsletterId } = welcomePayload.parse(letter.payload);
  const subscriptions = await subscribers.subscriptions(subscriberId);
  return subscriptions.some((one) => one.newsletterId === newsletterId && one.state === 'active');
}
