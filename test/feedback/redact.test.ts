import { expect, test } from '@jest/globals';
import { redactAddresses } from '../../src/feedback/redact.js';

test.each([
  ['<reader@example.net>: User unknown', '<***@example.net>: User unknown'],
  ['rfc822;first.last+tag@mail.example.net', 'rfc822;***@mail.example.net'],
  ['a@b.example, c@d.example', '***@b.example, ***@d.example'],
  ['three @ once', 'three @ once'],
  ['user@', 'user@'],
])('%s becomes %s', (text, redacted) => expect(redactAddresses(text)).toBe(redacted));

// Were each letter a new beginning, this would take hours.
test('a line without end is read once', () => {
  const long = 'x'.repeat(2_000_000);
  expect(redactAddresses(long)).toBe(long);
  expect(redactAddresses(`${long}@example.net`)).toBe('***@example.net');
});
