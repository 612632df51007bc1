import { done } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { readerOfOwnerLink } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** Forgets the reader. A suppression stays as a keyed hash; counts stay without a name. */
export function createErase(deps: SubscribersDeps): SubscribersRoom['erase'] {
  return async (token) => {
    const found = await readerOfOwnerLink(deps, token);
    if (!found.ok) return found;
    await deps.subscribers.erase(found.value.subscriber.id, deps.clock.now());
    deps.logger.info('subscriber.erased', { subscriberId: found.value.subscriber.id });
    return done(undefined);
  };
}
