import { expect, test } from '@jest/globals';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';

const defaults = { login: null, connections: 20, rate: null, hourly: null, weight: 1, chunking: true };

test.each([
  ['smtp://localhost', { ...defaults, host: 'localhost', port: 25, tls: 'offered' }],
  ['smtps://mail.example.org', { ...defaults, host: 'mail.example.org', port: 465, tls: 'implicit' }],
  [
    'smtp://press:p%40ss%2C1@mail.example.org?connections=5&rate=0.5&hourly=2000&weight=3',
    {
      host: 'mail.example.org',
      port: 587,
      tls: 'required',
      login: { user: 'press', pass: 'p@ss,1' },
      connections: 5,
      rate: 0.5,
      hourly: 2000,
      weight: 3,
      chunking: true,
    },
  ],
  ['smtp://relay.lan?chunking=off', { ...defaults, host: 'relay.lan', port: 25, tls: 'offered', chunking: false }],
  [
    'smtp://u:p@127.0.0.1:1025',
    { ...defaults, host: '127.0.0.1', port: 1025, tls: 'offered', login: { user: 'u', pass: 'p' } },
  ],
  [
    'smtp://u:p@relay.lan?tls=none',
    { ...defaults, host: 'relay.lan', port: 587, tls: 'none', login: { user: 'u', pass: 'p' } },
  ],
  ['smtp://[::1]:2525', { ...defaults, host: '::1', port: 2525, tls: 'offered' }],
])('%s is a relay', (url, relay) => {
  expect(parseRelays(url)).toEqual({ relays: [relay] });
});

test('several are separated by commas', () => {
  const parsed = parseRelays('smtp://a.example?weight=2, smtps://b.example');
  expect(parsed).toMatchObject({
    relays: [
      { host: 'a.example', weight: 2 },
      { host: 'b.example', port: 465 },
    ],
  });
});

test.each([
  ['', 'is empty'],
  ['mail.example.org', 'not a URL'],
  ['http://mail.example.org', 'must start with smtp://'],
  ['smtp://user@mail.example.org', 'without a password'],
  ['smtp://u:%zz@mail.example.org', 'percent'],
  ['smtp://a.example?connections=0', 'connections must be a whole number from 1 to 500'],
  ['smtp://a.example?rate=fast', 'rate must be a number'],
  ['smtp://a.example?hourly=0.5', 'hourly must be a whole number'],
  ['smtp://a.example?pool=9', 'knows no option "pool"'],
  ['smtp://a.example?tls=maybe', 'tls must be'],
  ['smtp://a.example?chunking=no', 'chunking must be on or off, not "no"'],
])('%j is refused in words', (url, words) => {
  expect(parseRelays(url)).toEqual({
    faults: [{ field: 'SMTP_URL', fault: expect.stringContaining(words), example: expect.stringContaining('smtp://') }],
  });
});
