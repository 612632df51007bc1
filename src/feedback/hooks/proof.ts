import { createHash, timingSafeEqual } from 'node:crypto';
import { MINUTE } from '../../kernel/clock.js';
import type { HookRequest } from './hook.js';

/** Compares in a time that tells neither content nor length. */
export function isSame(given: string | Buffer, expected: string | Buffer): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

/** What most services advise. Their clocks may be some ahead of ours, too. */
const TOLERANCE = 5 * MINUTE;

/** @param seconds of the request, since 1970. */
export function isRecent(seconds: string | undefined, now: number): boolean {
  const at = /^\d{1,12}$/.test(seconds ?? '') ? Number(seconds) * 1000 : NaN;
  return Math.abs(now - at) <= TOLERANCE;
}

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
