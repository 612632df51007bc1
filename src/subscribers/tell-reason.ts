import { done, invalid } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { proofOf } from './proof.js';
import { readToken } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** Why readers leave; a choice and no free text, so that nobody tells us what we must not keep. */
export const LEAVING_REASONS = ['too-many', 'not-for-me', 'never-asked', 'other'] as const;
export type LeavingReason = (typeof LEAVING_REASONS)[number];

const isReason = (text: string): text is LeavingReason => LEAVING_REASONS.some((reason) => reason === text);

/** Kept in the consent log beside the leaving, without the visitor's address: it proves nothing. */
export function createTellReason(deps: SubscribersDeps): SubscribersRoom['tellReason'] {
  return async (token, reason, visitor) => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    if (!isReason(reason))
      return invalid('unsubscribe.invalid', [{ field: 'reason', fault: 'is not one of ours', example: 'too-many' }]);
    const [subscriberId, newsletterId] = ids.value;
    const proof = { ...proofOf(visitor, deps.clock.now()), ip: null, userAgent: null };
    await deps.subscribers.note(subscriberId, { newsletterId, action: `reason:${reason}`, proof });
    return done(undefined);
  };
}
