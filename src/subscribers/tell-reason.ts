import { done, invalid } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { readToken } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** Why readers leave; a choice and no free text, so that nobody tells us what we must not keep. */
export const LEAVING_REASONS = ['too-many', 'not-for-me', 'never-asked', 'other'] as const;
export type LeavingReason = (typeof LEAVING_REASONS)[number];

export const isLeavingReason = (text: string): text is LeavingReason =>
  LEAVING_REASONS.some((reason) => reason === text);

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
