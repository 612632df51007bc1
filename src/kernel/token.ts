import { timingSafeEqual } from 'node:crypto';
import { toBase32 } from './base32.js';
import { createHmacSha256 } from './hmac.js';
import { ID_LENGTH, isId } from './ids.js';
import type { KeyRing } from './key-ring.js';

/** What a signed token may be used for; a token of one purpose is worthless for another. */
export type TokenPurpose =
  | 'confirm'
  | 'unsubscribe'
  | 'undo'
  | 'undo-by-letter'
  | 'preferences'
  | 'owner'
  | 'bounce'
  | 'sign-in'
  | 'form'
  | 'proof-of-work';

/**
 * Signed tokens: ids followed by a 128-bit HMAC-SHA-256 tag, all in lower-case base32 without separators, so that they
 * survive an SMTP local part (RFC 5321: 64 octets; two ids and the tag are 59 with the format's number).
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
/** The first character of every token: its format. */
const FORMAT = '1';
/** What lies in mails, where it is found after years: the newest key signs it, the older ones still recognise it. */
const LASTING: ReadonlySet<TokenPurpose> = new Set([
  'confirm',
  'unsubscribe',
  'undo-by-letter',
  'preferences',
  'bounce',
]);

/** @param keys the installation's keys, or one secret of at least 32 characters. */
export function createTokens(keys: KeyRing | string): Tokens {
  const { signing, hashing } = typeof keys === 'string' ? { signing: [keys], hashing: keys } : keys;
  const [newest = createMac(hashing), ...older] = signing.map(createMac);
  const hash = createMac(hashing);
  return {
    sign: (purpose, ids) => FORMAT + ids.join('') + tag(newest, purpose, ids),
    verify(purpose, token) {
      const ids = splitIds(token.toLowerCase());
      if (ids === undefined) return undefined;
      const given = Buffer.from(token.toLowerCase().slice(-TAG_LENGTH));
      const knowing = LASTING.has(purpose) ? [newest, ...older] : [newest];
      return knowing.some((mac) => timingSafeEqual(Buffer.from(tag(mac, purpose, ids)), given)) ? ids : undefined;
    },
    digest: (use, text) => hash(`digest|${use}`, text),
  };
}

/** Whether a text is built like a token, whoever signed it. */
export const hasTokenForm = (text: string): boolean => splitIds(text.toLowerCase()) !== undefined;

type Mac = (label: string, text: string) => string;

const tag = (mac: Mac, purpose: TokenPurpose, ids: readonly string[]): string =>
  mac(`token|${FORMAT}|${purpose}`, ids.join('|'));

function createMac(secret: string): Mac {
  const hmac = createHmacSha256(secret);
  return (label, text) => toBase32(hmac(`${label}\n${text}`).subarray(0, TAG_BYTES));
}

function splitIds(token: string): readonly string[] | undefined {
  const body = token.slice(1, -TAG_LENGTH);
  if (!token.startsWith(FORMAT) || body.length === 0 || body.length % ID_LENGTH !== 0) return undefined;
  const ids = body.match(/.{16}/g) ?? [];
  return ids.every(isId) ? ids : undefined;
}
