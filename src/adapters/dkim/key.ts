import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export const ALGORITHMS = { rsa: 'rsa-sha256', ed25519: 'ed25519-sha256' } as const;

/** A private key that has proved that it signs and verifies. */
export interface SigningKey {
  readonly algorithm: (typeof ALGORITHMS)[keyof typeof ALGORITHMS];
  /** Base64. The work runs in libuv's pool, off the event loop. */
  sign(data: Buffer): Promise<string>;
}

/** RFC 8301. */
const LEAST_BITS = 1024;

const signInPool = promisify(sign);

/** Reads a private key and signs and verifies with it. The error's message completes the sentence "the file ...". */
export function proveKey(pem: string): SigningKey {
  const key = readKey(pem);
  const rsa = key.asymmetricKeyType === 'rsa';
  const prepare = rsa ? (data: Buffer) => data : digest;
  const hash = rsa ? 'sha256' : null;
  const proof = prepare(Buffer.from('DKIM'));
  if (!verify(hash, proof, createPublicKey(key), sign(hash, proof, key)))
    throw new Error('holds a key that does not verify its own signature');
  return {
    algorithm: rsa ? ALGORITHMS.rsa : ALGORITHMS.ed25519,
    sign: async (data) => (await signInPool(hash, prepare(data), key)).toString('base64'),
  };
}

/** RFC 8463: Ed25519 signs the SHA-256 of what RSA would hash itself. */
const digest = (data: Buffer): Buffer => createHash('sha256').update(data).digest();

function readKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error('holds no private key in PEM form without a passphrase');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'rsa' && type !== 'ed25519')
    throw new Error(
      `holds a key of the kind ${type ?? 'unknown'}; DKIM signs with RSA, and with Ed25519 as a second key`,
    );
  const bits = details?.modulusLength ?? LEAST_BITS;
  if (bits < LEAST_BITS) throw new Error(`holds an RSA key of ${bits} bits; ${LEAST_BITS} is the least, 2048 is usual`);
  return key;
}
