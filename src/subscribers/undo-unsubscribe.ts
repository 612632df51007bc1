import { DAY, MINUTE } from '../kernel/clock.js';
import { timeOfId } from '../kernel/ids.js';
import { done, refuse } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { isSuppressed } from './is-suppressed.js';
import { proofOf } from './proof.js';
import { readToken, readerView } from './reader-view.js';
import type { ReaderView, SubscribersRoom } from './room.js';

/** A mistake shows within days; later the sign-up form, and its letter, is the way back. */
const UNDO_WITHIN = 7 * DAY;

/** Also who pressed twice has just left. */
const JUST_NOW = MINUTE;

interface Leaving {
  readonly leftAt: number;
  /** All that were left by the same act. */
  readonly newsletterIds: readonly string[];
}

/** For the page that whoever left sees, and nobody who comes later: undoes this leaving. Undefined when it was not just now. */
export function undoMark({ tokens, clock, newId }: SubscribersDeps, view: ReaderView): string | undefined {
  const leaving = lastLeaving(view, clock.now());
  if (leaving === undefined || clock.now() - leaving.leftAt > JUST_NOW) return undefined;
  return tokens.sign('undo', [view.subscriber.id, newId()]);
}

/**
 * The last leaving, when the mark allows to undo it. A link in a mail may have been forwarded and allows nothing; a page's
 * mark is about no leaving that came after it; a letter's went to the owner.
 */
export function undoableLeaving(
  { tokens, clock }: Pick<SubscribersDeps, 'tokens' | 'clock'>,
  view: ReaderView,
  mark: string,
): Leaving | undefined {
  const leaving = lastLeaving(view, clock.now());
  const [subscriberId, made] = tokens.verify('undo', mark) ?? tokens.verify('undo-by-letter', mark) ?? [];
  if (leaving === undefined || made === undefined || subscriberId !== view.subscriber.id) return undefined;
  const isOwners = tokens.verify('undo-by-letter', mark) !== undefined;
  const isGood = isOwners ? clock.now() - timeOfId(made) < UNDO_WITHIN : timeOfId(made) >= leaving.leftAt;
  return isGood ? leaving : undefined;
}

function lastLeaving({ subscriber, subscriptions }: ReaderView, now: number): Leaving | undefined {
  const left = subscriptions.filter(
    (one) => one.state === 'unsubscribed' && one.leftAt === one.changedAt && now - one.changedAt < UNDO_WITHIN,
  );
  const leftAt = Math.max(...left.map((one) => one.changedAt));
  if (subscriber.email === null || left.length === 0) return undefined;
  return { leftAt, newsletterIds: left.filter((one) => one.leftAt === leftAt).map((one) => one.newsletterId) };
}

export function createUndoUnsubscribe(deps: SubscribersDeps): SubscribersRoom['undoUnsubscribe'] {
  return async (token, visitor, mark) => {
    const ids = readToken(deps, 'unsubscribe', token);
    if (!ids.ok) return ids;
    const [subscriberId] = ids.value;
    const view = await readerView(deps, subscriberId);
    const leaving = undoableLeaving(deps, view, mark);
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
