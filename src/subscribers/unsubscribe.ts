import { done } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { proofOf } from './proof.js';
import { readOf, readToken, readerView } from './reader-view.js';
import { tellOwner } from './tell-owner.js';
import { undoableLeaving, undoMark } from './undo-unsubscribe.js';
import type { SubscribersRoom } from './room.js';

export function createViewUnsubscribe(deps: SubscribersDeps): SubscribersRoom['viewUnsubscribe'] {
  return async (token, mark = '') => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    const [subscriberId, newsletterId] = ids.value;
    const view = await readerView(deps, subscriberId);
    return done({ newsletterId, view, undoable: undoableLeaving(deps, view, mark)?.newsletterIds ?? [] });
  };
}

/** Effective at once: every claim of a delivery reads the state again. */
export function createUnsubscribe(deps: SubscribersDeps): SubscribersRoom['unsubscribe'] {
  return async (token, visitor, options = {}) => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    const [subscriberId, newsletterId] = ids.value;
    const before = await deps.subscribers.subscriptions(subscriberId);
    const leaving = options.all ? before.map((one) => one.newsletterId) : [newsletterId];
    const changed = await deps.subscribers.setStates({
      subscriberId,
      states: leaving.map((id) => ({ newsletterId: id, state: 'unsubscribed' })),
      action: visitor.source === 'one-click' ? 'one-click' : 'unsubscribe',
      proof: proofOf(visitor, deps.clock.now()),
    });
    if (visitor.source === 'form')
      await tellOwner(deps, 'left', { subscriberId, newsletterIds: readOf(before, changed) });
    deps.logger.info('subscriber.unsubscribed', { source: visitor.source, newsletters: changed.length });
    const view = await readerView(deps, subscriberId);
    return done({ ...view, undoMark: undoMark(deps, view) });
  };
}
