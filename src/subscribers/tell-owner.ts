import { DateTime } from 'luxon';
import type { SubscribersDeps } from './deps.js';
import { isSuppressed } from './is-suppressed.js';

/**
 * Tells the owner of the address that newsletters were left or paused on one of our pages: the link may have been forwarded.
 * Of each once a day at most; a provider's one-click is the owner's own mail program, and gets none.
 */
export async function tellOwner(
  deps: SubscribersDeps,
  kind: 'left' | 'paused',
  { subscriberId, newsletterIds }: { subscriberId: string; newsletterIds: readonly string[] },
): Promise<void> {
  const subscriber = newsletterIds.length === 0 ? undefined : await deps.subscribers.byId(subscriberId);
  if (!subscriber?.email || (await isSuppressed(deps, subscriber.email))) return;
  const now = deps.clock.now();
  const day = DateTime.fromMillis(now, { zone: 'utc' }).toISODate() ?? '';
  const letter = {
    id: deps.newId(),
    kind,
    dedupeKey: `${kind}:${subscriberId}:${day}`,
    recipient: subscriber.email,
    payload: { subscriberId, newsletterIds, language: subscriber.language },
  };
  if (await deps.letters.insert(letter, now)) deps.bell.ring([{ name: 'send-letter', letterId: letter.id }]);
}
