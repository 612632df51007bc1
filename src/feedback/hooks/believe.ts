import { parseEmailAddress } from '../../kernel/email-address.js';
import type { FeedbackStore } from '../feedback-store.js';
import { findDelivery, namedByTokens, readToken, type FindDeliveryDeps, type FoundDelivery } from './find-delivery.js';
import type { HookEvent, HookFault, HookReading } from './hook.js';
import { isFresh } from './proof.js';

export interface BelieveDeps extends FindDeliveryDeps {
  readonly feedback: Pick<FeedbackStore, 'addressOf'>;
}

/** An event that is believed, with the delivery it is about. */
export interface SoundEvent {
  readonly event: HookEvent;
  readonly found: FoundDelivery;
}

export interface Believed {
  readonly sound: readonly SoundEvent[];
  /** Events about mails that are not ours. */
  readonly unmatched: number;
  /** Events left out because they are not believed. */
  readonly refused: number;
}

/**
 * `altered`: our token and the recipient contradict each other. `foreign`: what stands where our token belongs was not signed
 * by us. `old`: it happened long ago. `unmatched`: it is about nobody we know.
 */
type Doubt = 'altered' | 'foreign' | 'old' | 'unmatched';

/**
 * Which events of a proved request to take; changes nothing. One altered event refuses the whole request. Foreign and old ones
 * are left out, because another Pressrun may send through the same account and a batch may have waited; with nothing else in it
 * the request is refused.
 */
export async function believe(
  deps: BelieveDeps,
  { events, covers }: HookReading,
  now: number,
): Promise<Believed | { readonly fault: HookFault }> {
  const isSealed = covers !== 'events';
  const judged = await Promise.all(events.map(async (event) => judge(deps, event, { isSealed, now })));
  const count = (doubt: Doubt) => judged.filter((one) => one === doubt).length;
  const sound = judged.filter((one) => typeof one !== 'string');
  if (count('altered') > 0) return { fault: 'altered' };
  if (sound.length === 0 && count('foreign') > 0) return { fault: 'altered' };
  if (sound.length === 0 && count('old') > 0) return { fault: 'timestamp' };
  return { sound, unmatched: count('unmatched'), refused: count('foreign') + count('old') };
}

async function judge(
  deps: BelieveDeps,
  event: HookEvent,
  { isSealed, now }: { isSealed: boolean; now: number },
): Promise<SoundEvent | Doubt> {
  if (isSealed && event.seal !== null && readToken(deps, event.seal) === undefined) return 'foreign';
  if (isSealed && !(await namesItsReader(deps, event))) return 'altered';
  const found = await findDelivery(deps, event);
  if (found === undefined) return 'unmatched';
  return isFresh(event, now) ? { event, found } : 'old';
}

/** A reader's address never changes; once erased it is not known any more, and nothing can be compared. */
async function namesItsReader(deps: BelieveDeps, event: HookEvent): Promise<boolean> {
  if (!event.recipient) return true;
  const recipient = parseEmailAddress(event.recipient)?.normalised;
  const named = namedByTokens(deps, event);
  const addresses = await Promise.all(named.map(async ({ subscriberId }) => deps.feedback.addressOf(subscriberId)));
  return addresses.every((address) => address === null || address === recipient);
}
