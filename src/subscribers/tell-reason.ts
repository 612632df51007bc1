import { done, invalid } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { isLeavingReason } from './leaving-reason.js';
import { readToken } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** Only counted, once for each leaving: what somebody said is kept with nobody. */
export function createTellReason(deps: SubscribersDeps): SubscribersRoom['tellReason'] {
  return async (token, reason) => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    if (!isLeavingReason(reason))
      return invalid('unsubscribe.invalid', [{ field: 'reason', fault: 'is not one of ours', example: 'too-many' }]);
    const [subscriberId, newsletterId] = ids.value;
    await deps.subscribers.countReason({ subscriberId, newsletterId, reason, at: deps.clock.now() });
    return done(undefined);
  };
}
