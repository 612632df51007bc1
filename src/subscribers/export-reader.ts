import { DateTime } from 'luxon';
import { done } from '../kernel/refusal.js';
import type { SubscribersDeps } from './deps.js';
import { readerOfOwnerLink } from './reader-view.js';
import type { SubscribersRoom } from './room.js';

/** Everything we hold about the reader, in words a person can read: times as ISO 8601 UTC, newsletters by name. */
export function createExportReader(deps: SubscribersDeps): SubscribersRoom['exportReader'] {
  return async (token) => {
    const found = await readerOfOwnerLink(deps, token);
    if (!found.ok) return found;
    const { subscriber, subscriptions } = found.value;
    const names = new Map((await deps.newsletters.all()).map(({ id, name }) => [id, name]));
    const consents = await deps.subscribers.consents(subscriber.id);
    return done({
      exportedAt: iso(deps.clock.now()),
      subscriber: { ...subscriber, createdAt: iso(subscriber.createdAt) },
      subscriptions: subscriptions.map(({ newsletterId, ...one }) => ({
        newsletter: names.get(newsletterId) ?? newsletterId,
        state: one.state,
        pausedUntil: iso(one.pausedUntil),
        frequency: one.frequency,
        topics: one.topics,
        activatedAt: iso(one.activatedAt),
        changedAt: iso(one.changedAt),
      })),
      consents: consents.map(({ newsletterId, ...consent }) => ({
        newsletter: names.get(newsletterId ?? '') ?? newsletterId,
        ...consent,
        at: iso(consent.at),
      })),
    });
  };
}

const iso = (at: number | null): string | null =>
  at === null ? null : DateTime.fromMillis(at, { zone: 'utc' }).toISO();
