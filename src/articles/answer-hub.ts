import { createHmac, timingSafeEqual } from 'node:crypto';
import { DAY, MINUTE, SECOND } from '../kernel/clock.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { ArticlesDeps } from './deps.js';
import type { HubSubscription } from './hub-subscription.js';
import { WISHED_LEASE } from './keep-subscribed.js';

/** What a hub asks or says before it sends anything: the query of its GET. */
export interface HubQuestion {
  readonly mode: string | undefined;
  readonly topic: string | undefined;
  readonly challenge: string | undefined;
  readonly leaseSeconds: string | undefined;
  readonly reason: string | undefined;
}

/** What a hub sends when the feed changed. */
export interface HubPush {
  /** `X-Hub-Signature`: `sha256=` and hexadecimal digits. */
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}

const SHORTEST_LEASE = MINUTE;
const LONGEST_LEASE = 30 * DAY;
/** Of the lease: time enough for many tries before it ends. */
const RENEW_AFTER = 0.75;
const LONGEST_CHALLENGE = 2_000;

/** Confirms what we asked for and nothing else (WebSub 5.3). The value is the text to answer with. */
export async function answerHub(deps: ArticlesDeps, token: string, question: HubQuestion): Promise<Outcome<string>> {
  const subscription = await deps.hubs.byToken(token);
  if (subscription === undefined || question.topic !== subscription.topic) return unknownSubscription();
  if (question.mode === 'denied') {
    const lastError = `The hub refuses: ${(question.reason ?? 'no reason given').slice(0, 200)}`;
    await deps.hubs.change(token, { state: 'refused', leaseUntil: null, renewAt: null, lastError });
    return done('');
  }
  const { challenge = '' } = question;
  if (question.mode !== 'subscribe' || challenge === '' || challenge.length > LONGEST_CHALLENGE)
    return unknownSubscription();
  await confirm(deps, subscription, question);
  return done(challenge);
}

async function confirm(
  { hubs, clock, logger }: ArticlesDeps,
  { token, sourceId }: HubSubscription,
  { leaseSeconds }: HubQuestion,
) {
  const granted = /^\d{1,10}$/.test(leaseSeconds ?? '') ? Number(leaseSeconds) * SECOND : WISHED_LEASE;
  const lease = Math.min(Math.max(granted, SHORTEST_LEASE), LONGEST_LEASE);
  const at = clock.now();
  const times = { leaseUntil: at + lease, renewAt: at + Math.round(lease * RENEW_AFTER) };
  await hubs.change(token, { state: 'active', asked: 0, lastError: null, ...times });
  logger.info('hub.confirmed', { sourceId, leaseSeconds: lease / SECOND });
}

/**
 * The feed changed: it is fetched, whatever was sent is not believed. A wrong signature is answered like a right one
 * (WebSub 7.1) and ignored.
 */
export async function receivePush(deps: ArticlesDeps, token: string, push: HubPush): Promise<Outcome<void>> {
  const subscription = await deps.hubs.byToken(token);
  if (subscription === undefined) return unknownSubscription();
  const { sourceId, secret } = subscription;
  if (!isSigned(push, secret)) {
    deps.logger.warn('hub.wrong-signature', { sourceId });
    return done(undefined);
  }
  const now = deps.clock.now();
  await deps.hubs.change(token, { lastPushAt: now });
  if (await deps.sources.expedite(sourceId, now)) deps.bell.ring([{ name: 'fetch-source', sourceId }]);
  return done(undefined);
}

/** The methods WebSub knows (7.1); sha1 is what most hubs still use. */
const METHODS: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

function isSigned({ signature, body }: HubPush, secret: string): boolean {
  const [method = '', digits = ''] = (signature ?? '').trim().toLowerCase().split('=', 2);
  if (!METHODS.has(method)) return false;
  const expected = createHmac(method, secret).update(body).digest();
  const given = /^([0-9a-f]{2})+$/.test(digits) ? Buffer.from(digits, 'hex') : Buffer.alloc(0);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const unknownSubscription = () =>
  refuse({ code: 'hub.unknown', kind: 'unknown', detail: 'We did not subscribe to this, or not here.' });
