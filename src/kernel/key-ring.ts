/** Marks a key that still hashes addresses and signs nothing any more: how a key that leaked is taken out of use. */
const HASH_ONLY = 'hash-only:';
/** Characters a key must have. */
const SHORTEST = 32;

/** The keys of an installation, newest first. */
export interface KeyRing {
  /** The first signs; the others only recognise what they signed. */
  readonly signing: readonly string[];
  /** Hashes addresses. It is the oldest key and never changes: what it hashed outlives the address. */
  readonly hashing: string;
}

/**
 * Reads SECRET_KEY, or the lines of secret.key: keys with blanks between them, newest first. Undefined when one is shorter
 * than 32 characters, or none is left to sign with.
 */
export function parseKeyRing(text: string): KeyRing | undefined {
  const entries = text.split(/\s+/).filter((entry) => entry !== '');
  const keys = entries.map((entry) => (entry.startsWith(HASH_ONLY) ? entry.slice(HASH_ONLY.length) : entry));
  const signing = entries.filter((entry) => !entry.startsWith(HASH_ONLY));
  const hashing = keys.at(-1);
  if (hashing === undefined || signing.length === 0 || keys.some((key) => key.length < SHORTEST)) return undefined;
  return { signing, hashing };
}

/** The text of a ring with a new key in front; `revoke` takes all others out of use, but for the hashes of the oldest. */
export function rotateKeys(text: string, key: string, { revoke }: { revoke: boolean }): string {
  const old = text.split(/\s+/).filter((entry) => entry !== '');
  const oldest = old.at(-1)?.replace(HASH_ONLY, '') ?? '';
  return [key, ...(revoke ? [HASH_ONLY + oldest] : old)].join('\n');
}
