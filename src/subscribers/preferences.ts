import { z } from 'zod';
import { DAY } from '../kernel/clock.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import { chosenNewsletters } from './chosen-newsletters.js';
import { CONSENT_VERSION, consentText } from './consent-text.js';
import type { SubscribersDeps } from './deps.js';
import { namesSchema, readInput } from './input.js';
import { isSuppressed } from './is-suppressed.js';
import { proofOf } from './proof.js';
import { readerOfPreferences, readerView } from './reader-view.js';
import type { ReaderView, SubscribersRoom } from './room.js';
import type { NewState } from './subscriber-store.js';

const preferencesSchema = z.object({
  newsletters: namesSchema,
  topics: namesSchema.optional(),
  /** 0 ends a pause; absent leaves one as it is. */
  pauseDays: z.coerce.number('must be a number of days').int().min(0).max(365, 'is at most a year').optional(),
});

/** What is ticked is active or paused from now on, everything else is left. */
export function createSavePreferences(deps: SubscribersDeps): SubscribersRoom['savePreferences'] {
  return async (token, input, visitor) => {
    const found = await readerOfPreferences(deps, token);
    if (!found.ok) return found;
    const read = readInput(preferencesSchema, input, 'preferences.invalid');
    if (!read.ok) return read;
    const chosen = await chosenNewsletters(deps.newsletters, read.value.newsletters);
    if (!chosen.ok) return chosen;
    const now = deps.clock.now();
    const chosenIds = chosen.value.map((newsletter) => newsletter.id);
    const states = wantedStates(found.value, chosenIds, { now, pauseDays: read.value.pauseDays });
    const allowed = await checkSuppression(deps, found.value, states);
    if (!allowed.ok) return allowed;
    const { subscriber } = found.value;
    const consent = { text: consentText((await deps.newsletters.newsroom()).name), textVersion: CONSENT_VERSION };
    const proof = proofOf(visitor, now, consent);
    await deps.subscribers.setStates({ subscriberId: subscriber.id, states, action: 'preferences', proof });
    for (const id of read.value.topics === undefined ? [] : chosenIds)
      await deps.subscribers.setTopics(subscriber.id, id, read.value.topics ?? [], now);
    return done(await readerView(deps, subscriber.id));
  };
}

function wantedStates(
  { subscriptions }: ReaderView,
  chosen: readonly string[],
  { now, pauseDays }: { now: number; pauseDays: number | undefined },
): readonly NewState[] {
  const left = subscriptions.filter((one) => !chosen.includes(one.newsletterId));
  const wanted = (newsletterId: string): NewState => {
    const present = subscriptions.find((one) => one.newsletterId === newsletterId);
    if (pauseDays !== undefined && pauseDays > 0)
      return { newsletterId, state: 'paused', pausedUntil: now + pauseDays * DAY };
    if (pauseDays === undefined && present?.state === 'paused' && present.pausedUntil !== null)
      return { newsletterId, state: 'paused', pausedUntil: present.pausedUntil };
    return { newsletterId, state: 'active' };
  };
  return [...chosen.map(wanted), ...left.map(({ newsletterId }) => ({ newsletterId, state: 'unsubscribed' as const }))];
}

/** Nothing is promised to a reader whom no mail can reach; leaving and pausing stay possible. */
async function checkSuppression(
  deps: SubscribersDeps,
  { subscriber, subscriptions }: ReaderView,
  states: readonly NewState[],
): Promise<Outcome<void>> {
  const reads = (id: string) => subscriptions.some((one) => one.newsletterId === id && one.state !== 'unsubscribed');
  const joins = states.some(({ newsletterId, state }) => state !== 'unsubscribed' && !reads(newsletterId));
  if (!joins) return done(undefined);
  if (!(await isSuppressed(deps, subscriber.email))) return done(undefined);
  return refuse({
    code: 'subscriber.suppressed',
    kind: 'conflict',
    detail: 'Mail to your address came back or was stopped, so we cannot send there. Subscribe with another address.',
  });
}
