import { createHash } from 'node:crypto';
import { domainOf } from '../../kernel/email-address.js';
import type { Clock } from '../../kernel/clock.js';
import type { NewId } from '../../kernel/ids.js';
import type { Logger } from '../../kernel/logger.js';
import type { SubscribersRoom } from '../../subscribers/room.js';
import type { FeedbackStore, NewBounce } from '../feedback-store.js';
import { effectOf } from '../effects.js';
import type { Refused } from '../provider-guard.js';
import { redactAddresses } from '../redact.js';
import { findDelivery, type FindDeliveryDeps, type FoundDelivery } from './find-delivery.js';
import type { HookEvent, HookFault, HookRequest, ReadHook } from './hook.js';
import type { HookStore } from './hook-store.js';
import { judgeEvent } from './judge-event.js';
import { readableEvent } from './readable-event.js';

/** What became of one event. */
export type HookEffect = 'recorded' | 'known' | 'settled' | 'unmatched';
export type HookOutcome =
  | { readonly kind: 'taken'; readonly effects: Readonly<Record<HookEffect, number>> }
  | { readonly kind: 'refused'; readonly fault: HookFault };

export interface TakeHookDeps extends FindDeliveryDeps {
  readonly feedback: FeedbackStore;
  readonly hookStore: HookStore;
  readonly subscribers: Pick<SubscribersRoom, 'unsubscribe'>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Told of refusals that are about us, not about the reader. */
  readonly guard: (refused: Refused) => Promise<void>;
}

/** Reads a webhook's request and records what it tells; resolves after the commit. An event counts once, however often told. */
export async function takeHook(
  deps: TakeHookDeps,
  { service, readHook, request }: { service: string; readHook: ReadHook; request: Omit<HookRequest, 'now'> },
): Promise<HookOutcome> {
  const reading = await readHook({ ...request, now: deps.clock.now() });
  if ('fault' in reading) return refused(deps, service, reading.fault);
  const { events, once } = reading;
  if (once !== undefined && !(await isBound(deps, { service, once, events }))) return refused(deps, service, 'replay');
  const effects: Record<HookEffect, number> = { recorded: 0, known: 0, settled: 0, unmatched: 0 };
  // All at once, so that they share a commit.
  for (const effect of await Promise.all(events.map(async (event) => takeEvent(deps, service, event))))
    effects[effect] += 1;
  deps.logger.info('hook.taken', { service, ...effects });
  return { kind: 'taken', effects };
}

function refused({ logger }: TakeHookDeps, service: string, fault: HookFault): HookOutcome {
  logger.warn('hook.refused', { service, fault });
  return { kind: 'refused', fault };
}

/** A proof that does not cover the events is good for those it came with first; the service may tell these again. */
const isBound = async (
  { hookStore, clock }: TakeHookDeps,
  { service, once, events }: { service: string; once: string; events: readonly HookEvent[] },
): Promise<boolean> =>
  hookStore.bindProof(service, { proof: once, to: hashOf(JSON.stringify(events)), at: clock.now() });

async function takeEvent(deps: TakeHookDeps, service: string, event: HookEvent): Promise<HookEffect> {
  const found = await findDelivery(deps, event);
  if (found === undefined) return 'unmatched';
  if (event.kind === 'unsubscribe') return unsubscribe(deps, { service, event, found });
  if (event.kind !== 'delivered') return record(deps, { service, event, found });
  return (await settle(deps, found)) ? 'settled' : 'unmatched';
}

/** An address alone proves nothing about an issue: letters go there too. */
async function settle({ feedback, clock }: TakeHookDeps, { delivery, matchedBy }: FoundDelivery): Promise<boolean> {
  if (matchedBy === 'address') return false;
  await feedback.settle(delivery, clock.now());
  return true;
}

interface Taken {
  readonly service: string;
  readonly event: HookEvent;
  readonly found: FoundDelivery;
}

async function record(deps: TakeHookDeps, { service, event, found }: Taken): Promise<HookEffect> {
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
async function unsubscribe(deps: TakeHookDeps, { service, event, found }: Taken): Promise<HookEffect> {
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

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
