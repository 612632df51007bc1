import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { isSuppressed } from './is-suppressed.js';
import { proofOf } from './proof.js';
import { readToken, readerView } from './reader-view.js';
import type { ReaderView, SubscribersRoom } from './room.js';
import type { Confirmation } from './subscriber-store.js';

/** What a confirmation link is about. A used one stays readable: a second click is no fault. */
export function createViewConfirmation(deps: SubscribersDeps): SubscribersRoom['viewConfirmation'] {
  return async (token) => {
    const found = await findConfirmation(deps, token);
    if (!found.ok) return found;
    const { confirmation } = found.value;
    const view = await readerView(deps, confirmation.subscriberId);
    return done({ view, newsletterIds: confirmation.newsletterIds, used: confirmation.usedAt !== null });
  };
}

/** Turns the sign-up's pending newsletters active and welcomes the reader once. */
export function createConfirm(deps: SubscribersDeps): SubscribersRoom['confirm'] {
  return async (token, visitor) => {
    const found = await findConfirmation(deps, token);
    if (!found.ok) return found;
    const { id, confirmation } = found.value;
    const first = await deps.subscribers.confirm(id, proofOf(visitor, deps.clock.now()));
    const view = await readerView(deps, confirmation.subscriberId);
    if (first) deps.logger.info('subscriber.confirmed', { newsletters: confirmation.newsletterIds.length });
    await welcome(deps, view, confirmation.newsletterIds);
    return done({ first, view });
  };
}

async function findConfirmation(
  deps: SubscribersDeps,
  token: string,
): Promise<Outcome<{ id: string; confirmation: Confirmation }>> {
  const ids = readToken(deps, 'confirm', token);
  if (!ids.ok) return ids;
  const [id] = ids.value;
  const confirmation = await deps.subscribers.confirmation(id);
  if (confirmation === undefined) return expired();
  const subscriber = await deps.subscribers.byId(confirmation.subscriberId);
  const open = confirmation.usedAt !== null || confirmation.expiresAt > deps.clock.now();
  return subscriber?.email && open ? done({ id, confirmation }) : expired();
}

const expired = () =>
  refuse({
    code: 'confirmation.expired',
    kind: 'unknown',
    detail: 'This link has expired: it works for seven days. Please subscribe again and we send you a new one.',
  });

/** For the first active newsletter of the sign-up; the key lets each reader have one letter per newsletter ever. */
async function welcome(deps: SubscribersDeps, view: ReaderView, confirmed: readonly string[]): Promise<void> {
  const { subscriber, subscriptions } = view;
  const isActive = (id: string) => subscriptions.some((one) => one.newsletterId === id && one.state === 'active');
  const newsletterId = confirmed.find(isActive);
  if (newsletterId === undefined || subscriber.email === null) return;
  if (await isSuppressed(deps, subscriber.email)) return;
  const latestIssue = await deps.latestIssue?.(newsletterId);
  const letter = {
    id: deps.newId(),
    kind: 'welcome' as const,
    dedupeKey: `welcome:${subscriber.id}:${newsletterId}`,
    recipient: subscriber.email,
    payload: {
      subscriberId: subscriber.id,
      newsletterId,
      language: subscriber.language,
      ...(latestIssue === undefined ? {} : { latestIssue }),
    },
  };
  if (await deps.letters.insert(letter, deps.clock.now()))
    deps.bell.ring([{ name: 'send-letter', letterId: letter.id }]);
}
