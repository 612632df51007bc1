import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface NewKey {
  /** PKCS #8, PEM. */
  readonly privateKeyPem: string;
  /** The TXT record that publishes the public half. */
  readonly record: string;
}

/** RFC 8301 recommends 2048 bits; more make a record that some DNS servers refuse, and signing four times as slow. */
const BITS = 2048;

/** Makes a key and the text of its DNS record (RFC 6376 3.6.1, RFC 8463). */
export function newDkimKey(kind: 'rsa' | 'ed25519'): NewKey {
  const { privateKey, publicKey } =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: BITS }) : generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `v=DKIM1; k=${kind}; p=${publishedForm(publicKey, kind)}`,
  };
}

/** DER of an Ed25519 key has 12 bytes before the key, and RFC 8463 publishes the key alone. */
const publishedForm = (key: KeyObject, kind: 'rsa' | 'ed25519'): string =>
  key
    .export({ type: 'spki', format: 'der' })
    .subarray(kind === 'rsa' ? 0 : 12)
    .toString('base64');
