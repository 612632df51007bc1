import { toBase32 } from '../kernel/base32.js';
import { DAY, HOUR, SECOND } from '../kernel/clock.js';
import type { ArticlesDeps } from './deps.js';
import type { HubSubscription } from './hub-subscription.js';
import type { OfferedHub } from './offered-hub.js';

/** What we ask for; the hub decides. */
export const WISHED_LEASE = 10 * DAY;
/** A hub confirms within seconds. Who did not is asked again at doubled distances. */
const ASK_AGAIN = HOUR;
const LONGEST = DAY;

/** Subscribes to the source's hub where one is offered and we can be reached, and renews before the lease ends. */
export async function keepSubscribed(
  deps: ArticlesDeps,
  sourceId: string,
  offered: OfferedHub | undefined,
): Promise<void> {
  if (deps.hooksUrl === null || offered === undefined) return;
  const at = deps.clock.now();
  const known = await deps.hubs.bySource(sourceId);
  const same = known !== undefined && known.hub === offered.hub && known.topic === offered.topic;
  if (same && !wantsAsking(known, at)) return;
  const subscription = same ? { ...known, askedAt: at, asked: known.asked + 1 } : fresh(deps, sourceId, offered);
  await deps.hubs.save(subscription);
  await ask(deps, subscription);
}

/** True while the hub promises to tell, and has told at least once: promises alone are not believed. */
export const isTold = ({ state, leaseUntil, lastPushAt }: HubSubscription, at: number): boolean =>
  state === 'active' && lastPushAt !== null && (leaseUntil ?? 0) > at;

function wantsAsking({ state, asked, askedAt, renewAt }: HubSubscription, at: number): boolean {
  const rested = at - askedAt >= Math.min(ASK_AGAIN * 2 ** Math.min(Math.max(asked - 1, 0), 10), LONGEST);
  if (state === 'active') return at >= (renewAt ?? 0) && (asked === 0 || rested);
  return state === 'refused' ? at - askedAt >= LONGEST : rested;
}

function fresh({ random, clock }: ArticlesDeps, sourceId: string, offered: OfferedHub): HubSubscription {
  return {
    ...offered,
    sourceId,
    token: toBase32(random.bytes(20)),
    secret: toBase32(random.bytes(30)),
    state: 'asked',
    askedAt: clock.now(),
    asked: 1,
    leaseUntil: null,
    renewAt: null,
    lastPushAt: null,
    lastError: null,
  };
}

/**
 * The secret goes to hubs without TLS too, which WebSub advises against: who could read it there could at most make us
 * look at the feed, because nothing else follows from what a hub sends.
 */
async function ask(deps: ArticlesDeps, { hub, topic, token, secret, sourceId }: HubSubscription): Promise<void> {
  const { fault } = await deps.hubClient.ask(hub, {
    'hub.mode': 'subscribe',
    'hub.topic': topic,
    'hub.callback': `${deps.hooksUrl ?? ''}/${token}`,
    'hub.secret': secret,
    'hub.lease_seconds': String(WISHED_LEASE / SECOND),
  });
  deps.logger.info('hub.asked', { sourceId, hub, fault });
  if (fault !== null) await deps.hubs.change(token, { lastError: fault });
}
