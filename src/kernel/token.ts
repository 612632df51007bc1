import { timingSafeEqual } from 'node:crypto';
import { toBase32 } from './base32.js';
import { createHmacSha256 } from './hmac.js';
import { ID_LENGTH, isId } from './ids.js';

/** What a signed token may be used for; a token of one purpose is worthless for another. */
export type TokenPurpose = 'confirm' | 'unsubscribe' | 'preferences' | 'bounce' | 'sign-in' | 'form';

/**
 * Signed tokens: ids followed by a 128-bit HMAC-SHA-256 tag, all in lower-case base32 without separators, so that they
 * survive an SMTP local part (RFC 5321: 64 octets; two ids and the tag are 59 with the key number).
 */
export interface Tokens {
  sign(purpose: TokenPurpose, ids: readonly string[]): string;
  /** The ids, or undefined for anything that was not signed for this purpose. Upper case is accepted. */
  verify(purpose: TokenPurpose, token: string): readonly string[] | undefined;
  /** Keyed hash of any text for a named use: message ids, suppression keys. Lower-case base32 of 128 bits. */
  digest(use: string, text: string): string;
}

const TAG_BYTES = 16;
const TAG_LENGTH = 26;
/** The first character of a token names the key, so that keys can rotate while old mails keep working. */
const KEY_NUMBER = '1';

/** @param secret SECRET_KEY, at least 32 characters. */
export function createTokens(secret: string): Tokens {
  const hmac = createHmacSha256(secret);
  const mac = (label: string, text: string) => toBase32(hmac(`${label}\n${text}`).subarray(0, TAG_BYTES));
  const tag = (purpose: TokenPurpose, ids: readonly string[]) => mac(`token|${KEY_NUMBER}|${purpose}`, ids.join('|'));
  return {
    sign: (purpose, ids) => KEY_NUMBER + ids.join('') + tag(purpose, ids),
    verify(purpose, token) {
      const ids = splitIds(token.toLowerCase());
      if (ids === undefined) return undefined;
      const expected = Buffer.from(tag(purpose, ids));
      const given = Buffer.from(token.toLowerCase().slice(-TAG_LENGTH));
      return timingSafeEqual(expected, given) ? ids : undefined;
    },
    digest: (use, text) => mac(`digest|${use}`, text),
  };
}

function splitIds(token: string): readonly string[] | undefined {
  const body = token.slice(1, -TAG_LENGTH);
  if (!token.startsWith(KEY_NUMBER) || body.length === 0 || body.length % ID_LENGTH !== 0) return undefined;
  const ids = body.match(/.{16}/g) ?? [];
  return ids.every(isId) ? ids : undefined;
}
