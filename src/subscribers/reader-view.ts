import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { TokenPurpose } from '../kernel/token.js';
import type { SubscribersDeps } from './deps.js';
import type { ReaderView } from './room.js';

/** A reader with every state. A row that is gone reads as an erased reader: links of old mails must keep working. */
export async function readerView(
  { subscribers }: Pick<SubscribersDeps, 'subscribers'>,
  id: string,
): Promise<ReaderView> {
  const subscriber = (await subscribers.byId(id)) ?? { id, email: null, name: null, language: null, createdAt: 0 };
  return { subscriber, subscriptions: await subscribers.subscriptions(id) };
}

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

/** The reader of a preferences link, unless erased. */
export async function readerOfPreferences(deps: SubscribersDeps, token: string): Promise<Outcome<ReaderView>> {
  const ids = readToken(deps, 'preferences', token);
  if (!ids.ok) return ids;
  const view = await readerView(deps, ids.value[0]);
  if (view.subscriber.email !== null) return done(view);
  return refuse({
    code: 'reader.erased',
    kind: 'unknown',
    detail: 'We hold no data about you any more. You can subscribe again at any time.',
  });
}
