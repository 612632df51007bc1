import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createVerify,
  sign as signWith,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { MessageSigner } from '../delivery/message-composer.js';

export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  readonly privateKeyPem: string;
}

/** RFC 8058 demands both List-Unsubscribe fields; the rest is what a reader or a provider acts on. */
const SIGNED_HEADERS = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'reply-to',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'auto-submitted',
];

/** RFC 8301. */
const LEAST_BITS = 1024;

const signInPool = promisify(signWith);

/**
 * Signs with rsa-sha256, relaxed/relaxed; the RSA work runs in libuv's pool. The signature has no time of its own, so the
 * same message gets the same bytes. Throws when the key is no RSA key that can sign and verify.
 */
export function createDkimSigner({ domain, selector, privateKeyPem }: DkimKey): MessageSigner {
  const key = proveKey(privateKeyPem);
  return {
    sign: async (message) => {
      const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
      const split = bytes.indexOf('\r\n\r\n');
      if (split < 0) throw new Error('A message without a body cannot be signed.');
      const fields = readFields(bytes.subarray(0, split).toString('latin1'));
      const names = SIGNED_HEADERS.filter((name) => fields.has(name));
      const bodyHash = createHash('sha256')
        .update(relaxBody(bytes.subarray(split + 4)))
        .digest('base64');
      const unsigned =
        `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};\r\n` +
        ` h=${names.join(':\r\n  ')};\r\n bh=${bodyHash};\r\n b=`;
      const signed = [...names.map((name) => relaxHeader(fields.get(name) ?? '')), relaxHeader(unsigned)].join('\r\n');
      const signature = (await signInPool('sha256', Buffer.from(signed, 'latin1'), key)).toString('base64');
      return Buffer.concat([Buffer.from(`${unsigned}${fold(signature)}\r\n`, 'latin1'), bytes]);
    },
  };
}

function proveKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < LEAST_BITS)
    throw new Error(`The DKIM key must be an RSA key of ${LEAST_BITS} bits or more, 2048 is usual.`);
  const proof = Buffer.from('DKIM');
  const verifies = createVerify('sha256')
    .update(proof)
    .verify(createPublicKey(key), signWith('sha256', proof, key));
  if (!verifies) throw new Error('The DKIM key does not verify its own signature.');
  return key;
}

/** The last field of each name, whole: signers and verifiers count from the bottom (RFC 6376 5.4.2). */
function readFields(head: string): ReadonlyMap<string, string> {
  const fields = head.split(/\r\n(?![ \t])/);
  return new Map(fields.map((field) => [field.slice(0, field.indexOf(':')).trim().toLowerCase(), field]));
}

/** RFC 6376 3.4.2. */
function relaxHeader(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376 3.4.4. */
function relaxBody(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+\r\n/g, '\r\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?:\r\n)+$/, '');
  return Buffer.from(text === '' ? '' : `${text}\r\n`, 'latin1');
}

const fold = (base64: string): string => base64.replace(/.{1,72}/g, '\r\n  $&');
