import { createHash, timingSafeEqual } from 'node:crypto';
import { DateTime } from 'luxon';
import { DAY, HOUR, MINUTE } from '../../kernel/clock.js';
import type { HookEvent, HookProof, HookRequest } from './hook.js';

/** Compares in a time that tells neither content nor length. */
export function isSame(given: string | Buffer, expected: string | Buffer): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

/** What most services advise. Their clocks may be some ahead of ours, too. */
const TOLERANCE = 5 * MINUTE;

/** Seconds since 1970 as milliseconds; NaN for anything else. */
export const readSeconds = (text: string | number | null | undefined): number =>
  /^\d{1,12}$/.test(String(text)) ? Number(text) * 1000 : NaN;

/** ISO 8601 as milliseconds; NaN for anything else. */
export const readInstant = (text: string | null | undefined): number =>
  DateTime.fromISO(text ?? '', { zone: 'utc' }).toMillis();

/** @param oldest how long before `now` a signed time may lie. */
export const isRecent = (at: number, now: number, oldest = TOLERANCE): boolean =>
  now - at <= oldest && at - now <= TOLERANCE;

/** @param signed all that a signature covers, and nothing else: the rest can be changed and still be right. */
export const signedProof = (signed: string | Buffer, at: number, oldest = TOLERANCE): HookProof => ({
  of: hashOf(signed),
  until: at + oldest,
});

/** Services that sign nothing try for a day at most; their clocks are not ours. */
const OLDEST_EVENT = 3 * DAY;
const NEWEST_EVENT = HOUR;

/** Whether an event may have happened just now; those of signed requests may. */
export const isFresh = ({ at }: HookEvent, now: number): boolean =>
  at === null || (now - at <= OLDEST_EVENT && at - now <= NEWEST_EVENT);

/** Far enough, and still a number of 13 digits. */
const LAST = 9_999_999_999_999;

/** Of a request that nothing signs: its bytes, as long as the newest of its events is not too old. */
export function unsignedProof(raw: Buffer, events: readonly HookEvent[]): HookProof {
  const newest = events.reduce((latest, { at }) => Math.max(latest, at || 0), 0);
  return { of: hashOf(raw), until: Math.min(newest + OLDEST_EVENT, LAST) };
}

export const hashOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** Whether the request has one of these `user:password` pairs (RFC 7617) or, without a colon, bearer tokens (RFC 6750). */
export function hasCredentials({ header }: HookRequest, accepted: readonly string[]): boolean {
  const given = header('authorization') ?? '';
  return accepted.map((secret) => isSame(given, authorizationOf(secret))).includes(true);
}

const authorizationOf = (secret: string): string =>
  secret.includes(':') ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`;

/** Any JSON; undefined for what is none. */
export function readJson(raw: Buffer | string): unknown {
  try {
    return JSON.parse(raw.toString()) as unknown;
  } catch {
    return undefined;
  }
}
