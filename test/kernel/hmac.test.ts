import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createHmacSha256 } from '../../src/kernel/hmac.js';
import { createTokens } from '../../src/kernel/token.js';

test('the HMAC is the one of node:crypto for any secret and text', () => {
  const text = fc.string({ unit: 'binary', maxLength: 1_200, size: 'max' });
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200, size: 'max' }), fc.array(text), (secret, texts) => {
      const hmac = createHmacSha256(secret);
      for (const each of texts)
        expect(hmac(each).equals(createHmac('sha256', secret).update(each).digest())).toBe(true);
    }),
  );
});

test('tokens in mails of years ago keep working', () => {
  const tokens = createTokens('a secret of thirty-two characters.');
  expect(tokens.sign('unsubscribe', ['0123456789abcdef', '0000000000000001'])).toBe(
    '10123456789abcdef000000000000000110fk0sbcf7e3rj73yv0vtpy8s0',
  );
  expect(tokens.digest('mid', 'issue|reader')).toBe('pzb6v2bdgzxzskb5ggn100sn4w');
});
