import { DAY } from '../kernel/clock.js';
import { timeOfId } from '../kernel/ids.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { TokenPurpose } from '../kernel/token.js';
import type { SubscribersDeps } from './deps.js';
import type { OwnView, ReaderView } from './room.js';
import type { Subscription } from './subscriber.js';

/** A reader with every state. A row that is gone reads as an erased reader: links of old mails must keep working. */
export async function readerView(
  { subscribers }: Pick<SubscribersDeps, 'subscribers'>,
  id: string,
): Promise<ReaderView> {
  const subscriber = (await subscribers.byId(id)) ?? { id, email: null, name: null, language: null, createdAt: 0 };
  return { subscriber, subscriptions: await subscribers.subscriptions(id) };
}

/** Those of the newsletters that mail comes from, or will after a break; not those that wait for a confirmation. */
export const readOf = (subscriptions: readonly Subscription[], ids: readonly string[]): readonly string[] =>
  subscriptions
    .filter(({ newsletterId, state }) => ids.includes(newsletterId) && (state === 'active' || state === 'paused'))
    .map(({ newsletterId }) => newsletterId);

/** The ids of a token; a refusal in words for anything else. */
export function readToken(
  { tokens }: Pick<SubscribersDeps, 'tokens'>,
  purpose: TokenPurpose,
  token: string,
): Outcome<readonly [string, string]> {
  const ids = tokens.verify(purpose, token);
  if (ids?.[0] !== undefined) return done([ids[0], ids[1] ?? '']);
  return refuse({
    code: 'link.invalid',
    kind: 'unknown',
    detail: 'This link is not complete or not one of ours. Copy the whole link from the mail into the address line.',
  });
}

/** An owner's link works this long. */
const OWNER_FOR = DAY;

/**
 * The reader of a preferences link, unless erased. The link of a mail may have been forwarded with it; an owner's link came
 * to the reader's own address and lasts a day.
 */
export async function readerOfPreferences(deps: SubscribersDeps, token: string): Promise<Outcome<OwnView>> {
  const owner = deps.tokens.verify('owner', token);
  const made = owner?.[1];
  if (made !== undefined && deps.clock.now() - timeOfId(made) > OWNER_FOR) return expired();
  const ids = owner === undefined ? readToken(deps, 'preferences', token) : done([owner[0] ?? '', ''] as const);
  if (!ids.ok) return ids;
  const view = await readerView(deps, ids.value[0]);
  if (view.subscriber.email !== null) return done({ ...view, isOwner: owner !== undefined });
  return refuse({
    code: 'reader.erased',
    kind: 'unknown',
    detail: 'We hold no data about you any more. You can subscribe again at any time.',
  });
}

/** The reader of an owner's link; a forwarded mail must not give away or delete what we hold. */
export async function readerOfOwnerLink(deps: SubscribersDeps, token: string): Promise<Outcome<OwnView>> {
  const found = await readerOfPreferences(deps, token);
  if (!found.ok || found.value.isOwner) return found;
  return refuse({
    code: 'reader.owner-only',
    kind: 'forbidden',
    detail: 'For this we first send a link to the address itself. Ask for it on the page with your preferences.',
  });
}

const expired = () =>
  refuse({
    code: 'link.expired',
    kind: 'unknown',
    detail: 'This link worked for one day. The preferences link in any of our mails leads to a new one.',
  });
