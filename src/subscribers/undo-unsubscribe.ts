import { DAY } from '../kernel/clock.js';
import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { isSuppressed } from './is-suppressed.js';
import { proofOf } from './proof.js';
import { readToken, readerView } from './reader-view.js';
import type { ReaderView, SubscribersRoom } from './room.js';

/** A mistake shows within days; later the sign-up form, and its letter, is the way back. */
const UNDO_WITHIN = 7 * DAY;

/** The last leaving that can be undone, with all newsletters that were left by the same act. */
export function undoableLeaving(
  { subscriber, subscriptions }: ReaderView,
  now: number,
): { readonly leftAt: number; readonly newsletterIds: readonly string[] } | undefined {
  const left = subscriptions.filter(
    (one) => one.state === 'unsubscribed' && one.leftAt === one.changedAt && now - one.changedAt < UNDO_WITHIN,
  );
  const leftAt = Math.max(...left.map((one) => one.changedAt));
  if (subscriber.email === null || left.length === 0) return undefined;
  return { leftAt, newsletterIds: left.filter((one) => one.leftAt === leftAt).map((one) => one.newsletterId) };
}

export function createUndoUnsubscribe(deps: SubscribersDeps): SubscribersRoom['undoUnsubscribe'] {
  return async (token, visitor) => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    const [subscriberId] = ids.value;
    const view = await readerView(deps, subscriberId);
    const leaving = undoableLeaving(view, deps.clock.now());
    if (leaving === undefined || (await isSuppressed(deps, view.subscriber.email))) return tooLate();
    const undone = await deps.subscribers.undoLeaving({
      subscriberId,
      leftAt: leaving.leftAt,
      proof: proofOf(visitor, deps.clock.now()),
    });
    if (undone) deps.logger.info('subscriber.came-back');
    return done(await readerView(deps, subscriberId));
  };
}

const tooLate = () =>
  refuse({
    code: 'unsubscribe.not-undoable',
    kind: 'conflict',
    detail: 'There is nothing to take back here any more. To read us again, please subscribe anew.',
  });
