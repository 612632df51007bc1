import { HOUR } from '../kernel/clock.js';
import { done } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { isSuppressed } from './is-suppressed.js';
import { readerOfPreferences } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** One letter in so long: whoever was forwarded a mail could ask for them without end. */
const ONE_IN = 4 * HOUR;

/** The same answer whether a letter goes out or not. */
export function createMailOwnerLink(deps: SubscribersDeps): SubscribersRoom['mailOwnerLink'] {
  return async (token) => {
    const found = await readerOfPreferences(deps, token);
    if (!found.ok) return found;
    const { subscriber } = found.value;
    if (subscriber.email === null || (await isSuppressed(deps, subscriber.email))) return done(undefined);
    const now = deps.clock.now();
    const letter = {
      id: deps.newId(),
      kind: 'owner' as const,
      dedupeKey: `owner:${subscriber.id}:${Math.floor(now / ONE_IN)}`,
      recipient: subscriber.email,
      // The link is signed when the letter is sent; this id in it tells when it was asked for.
      payload: { subscriberId: subscriber.id, askedFor: deps.newId(), language: subscriber.language },
    };
    if (await deps.letters.insert(letter, now)) deps.bell.ring([{ name: 'send-letter', letterId: letter.id }]);
    return done(undefined);
  };
}
