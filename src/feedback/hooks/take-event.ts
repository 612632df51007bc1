import { domainOf } from '../../kernel/email-address.js';
import type { Clock } from '../../kernel/clock.js';
import type { NewId } from '../../kernel/ids.js';
import type { Tokens } from '../../kernel/token.js';
import type { SubscribersRoom } from '../../subscribers/room.js';
import { effectOf } from '../effects.js';
import type { FeedbackStore, NewBounce } from '../feedback-store.js';
import type { Refused } from '../provider-guard.js';
import { redactAddresses } from '../redact.js';
import type { SoundEvent } from './believe.js';
import type { FoundDelivery } from './find-delivery.js';
import type { HookEvent } from './hook.js';
import type { HookStore } from './hook-store.js';
import { judgeEvent } from './judge-event.js';
import { hashOf } from './proof.js';
import { readableEvent } from './readable-event.js';

/** What became of one event; `refused`: it was left out, the rest of its request was believed. */
export type HookEffect = 'recorded' | 'known' | 'settled' | 'unmatched' | 'refused';

export interface TakeEventDeps {
  readonly feedback: FeedbackStore;
  readonly hookStore: Pick<HookStore, 'isSeen' | 'markSeen' | 'newsletterOf'>;
  readonly subscribers: Pick<SubscribersRoom, 'unsubscribe'>;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Told of refusals that are about us, not about the reader. */
  readonly guard: (refused: Refused) => Promise<void>;
}

/** Records what one believed event tells; resolves after the commit. */
export async function takeEvent(
  deps: TakeEventDeps,
  service: string,
  { event, found }: SoundEvent,
): Promise<HookEffect> {
  if (event.kind === 'unsubscribe') return unsubscribe(deps, { service, event, found });
  if (event.kind !== 'delivered') return record(deps, { service, event, found });
  return (await settle(deps, found)) ? 'settled' : 'unmatched';
}

/** An address alone proves nothing about an issue: letters go there too. */
async function settle({ feedback, clock }: TakeEventDeps, { delivery, matchedBy }: FoundDelivery): Promise<boolean> {
  if (matchedBy === 'address') return false;
  await feedback.settle(delivery, clock.now());
  return true;
}

interface Taken {
  readonly service: string;
  readonly event: HookEvent;
  readonly found: FoundDelivery;
}

async function record(deps: TakeEventDeps, { service, event, found }: Taken): Promise<HookEffect> {
  const { feedback, newId, clock } = deps;
  const { delivery, matchedBy } = found;
  const address = await feedback.addressOf(delivery.subscriberId);
  const verdict = verdictOn(event);
  const effect = effectOf(verdict);
  const isAskedFor = effect === 'suppress' || effect === 'count';
  const diagnostic =
    address === null || event.diagnostic === null ? null : redactAddresses(event.diagnostic).slice(0, MAX_DIAGNOSTIC);
  const domain = address === null ? null : domainOf(address);
  const isNew = await feedback.record({
    id: newId(),
    evidenceHash: hashOf(['hook', service, event.kind === 'deferred' ? Object.values(delivery) : event.id].join('|')),
    ...delivery,
    channel: 'webhook',
    diagnostic,
    at: clock.now(),
    domain,
    matchedBy,
    service,
    counts: effect === 'count',
    raw: address !== null && isAskedFor ? readableEvent(service, event) : null,
    ...verdict,
  });
  if (isNew && effect === 'pause' && domain !== null)
    await deps.guard({ subscriberId: delivery.subscriberId, domain, reason: verdict.reason, said: diagnostic });
  return isNew ? 'recorded' : 'known';
}

const MAX_DIAGNOSTIC = 500;

type Verdict = Pick<NewBounce, 'class' | 'reason' | 'status' | 'suppress' | 'unsubscribe'>;

function verdictOn(event: HookEvent): Verdict {
  const nothing = { suppress: false, unsubscribe: false };
  if (event.kind === 'complaint')
    return { class: 'complaint', reason: 'abuse', status: null, suppress: true, unsubscribe: true };
  const judged = judgeEvent(event);
  // A service tells each try of a mail that waits; it is noted once.
  if (event.kind === 'deferred') return { ...judged, class: 'delayed', ...nothing };
  return { ...judged, ...nothing, suppress: judged.class === 'hard' };
}

/** From the newsletter the mail was of; from all when only the address tells who is meant. */
async function unsubscribe(deps: TakeEventDeps, { service, event, found }: Taken): Promise<HookEffect> {
  const { hookStore, tokens, subscribers, clock } = deps;
  const { issueId, subscriberId } = found.delivery;
  const key = `unsubscribe/${event.id}`;
  if (await hookStore.isSeen(service, key)) return 'known';
  const newsletterId = await hookStore.newsletterOf(issueId);
  if (newsletterId === undefined) return 'unmatched';
  const visitor = { ip: null, userAgent: null, source: 'webhook' };
  await subscribers.unsubscribe(tokens.sign('unsubscribe', [subscriberId, newsletterId]), visitor, {
    all: found.matchedBy === 'address',
  });
  await settle(deps, found);
  await hookStore.markSeen(service, key, clock.now());
  return 'recorded';
}
