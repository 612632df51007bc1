import { describe, expect, test } from '@jest/globals';
import { parseKeyRing, rotateKeys } from '../../src/kernel/key-ring.js';
import { createTokens, type TokenPurpose } from '../../src/kernel/token.js';
import { createNewId, timeOfId } from '../../src/kernel/ids.js';
import { seededRandom } from '../support/determinism.js';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const ids = ['0123456789abcdef', '0000000000000001'];
const tokensOf = (text: string) => {
  const ring = parseKeyRing(text);
  if (ring === undefined) throw new Error('No keys.');
  return createTokens(ring);
};

describe('keys that rotate', () => {
  const before = tokensOf(OLD);
  const after = tokensOf(rotateKeys(OLD, NEW, { revoke: false }));

  test.each<TokenPurpose>(['unsubscribe', 'preferences', 'confirm', 'bounce'])(
    'leave %s links in old mails working',
    (purpose) => {
      expect(after.verify(purpose, before.sign(purpose, ids))).toEqual(ids);
      expect(after.sign(purpose, ids)).toBe(createTokens(NEW).sign(purpose, ids));
    },
  );

  test.each<TokenPurpose>(['form', 'sign-in', 'owner', 'proof-of-work'])('end what %s was signed before', (purpose) => {
    expect(after.verify(purpose, before.sign(purpose, ids))).toBeUndefined();
    expect(after.verify(purpose, after.sign(purpose, ids))).toEqual(ids);
  });

  test('leave the hashes of addresses as they are, also after three turns', () => {
    const third = tokensOf(rotateKeys(rotateKeys(OLD, NEW, { revoke: false }), 't'.repeat(32), { revoke: true }));
    for (const tokens of [after, third])
      expect(tokens.digest('address', 'a@b.org')).toBe(before.digest('address', 'a@b.org'));
  });

  test('end every link of a key that leaked', () => {
    const revoked = tokensOf(rotateKeys(OLD, NEW, { revoke: true }));
    expect(revoked.verify('unsubscribe', before.sign('unsubscribe', ids))).toBeUndefined();
    expect(revoked.verify('unsubscribe', revoked.sign('unsubscribe', ids))).toEqual(ids);
  });

  test.each(['', '   ', 'short', `${NEW} short`, `hash-only:${OLD}`, `${NEW} hash-only:short`])(
    '%j is no ring to sign with',
    (text) => {
      expect(parseKeyRing(text)).toBeUndefined();
    },
  );

  test('a token with any one bit changed is recognised by no key', () => {
    const token = after.sign('unsubscribe', ids);
    for (let at = 0; at < token.length; at += 1)
      for (let bit = 0; bit < 7; bit += 1) {
        const changed =
          token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << bit)) + token.slice(at + 1);
        // Upper case is the same token: some mail servers change it.
        if (changed.toLowerCase() !== token) expect(after.verify('unsubscribe', changed)).toBeUndefined();
      }
  });
});

test('an id tells to the millisecond when it was made', () => {
  for (const now of [0, 1, 0xffff, 0x10000, Date.UTC(2026, 10, 22, 6, 30, 15, 7), 2 ** 47 + 12345]) {
    const newId = createNewId({ clock: { now: () => now }, random: seededRandom(String(now)) });
    expect(timeOfId(newId())).toBe(now);
  }
});
