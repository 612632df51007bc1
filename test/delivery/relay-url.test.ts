import { expect, test } from '@jest/globals';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';

const defaults = { login: null, connections: 20, rate: null, hourly: null, weight: 1, chunking: true, proxy: null };

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
      proxy: null,
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
  [
    'smtps://press%40news.example@smtp.example.org?auth=oauth2&clientId=c&clientSecret=s%26&refreshToken=1%2F%2Fr&tokenUrl=https://login.example/token',
    {
      ...defaults,
      host: 'smtp.example.org',
      port: 465,
      tls: 'implicit',
      login: {
        user: 'press@news.example',
        oauth2: { clientId: 'c', clientSecret: 's&', refreshToken: '1//r', tokenUrl: 'https://login.example/token' },
      },
    },
  ],
  [
    'smtp://relay.lan?proxy=http://me:secret@proxy.lan:3128',
    { ...defaults, host: 'relay.lan', port: 25, tls: 'offered', proxy: 'http://me:secret@proxy.lan:3128/' },
  ],
  [
    'smtp://relay.lan?proxy=socks5h://me:se%2525cret@proxy.lan',
    { ...defaults, host: 'relay.lan', port: 25, tls: 'offered', proxy: 'socks5h://me:se%25cret@proxy.lan' },
  ],
  [
    'smtp://u:p@localhost:25?proxy=socks5://proxy.lan',
    {
      ...defaults,
      host: 'localhost',
      port: 25,
      tls: 'required',
      login: { user: 'u', pass: 'p' },
      proxy: 'socks5://proxy.lan',
    },
  ],
  [
    'smtp://u:p@localhost:25?proxy=socks5://[::1]',
    {
      ...defaults,
      host: 'localhost',
      port: 25,
      tls: 'offered',
      login: { user: 'u', pass: 'p' },
      proxy: 'socks5://[::1]',
    },
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
  ['smtp://u@a.example?auth=oauth2&clientId=c', 'lacks clientSecret, refreshToken, tokenUrl'],
  ['smtp://u:p@a.example?auth=oauth2', 'a user and no password'],
  ['smtp://u@a.example?auth=basic', 'auth must be oauth2'],
  ['smtp://u:p@a.example?clientId=c', 'has clientId without auth=oauth2'],
  [
    'smtp://u@a.example?auth=oauth2&clientId=c&clientSecret=s&refreshToken=r&tokenUrl=http://login.example/',
    'tokenUrl must be an https address',
  ],
  ['smtp://a.example?proxy=proxy.lan:3128', 'proxy must be the address of an HTTP or SOCKS5 proxy'],
  ['smtp://a.example?proxy=socks4://proxy.lan', 'proxy must be the address of an HTTP or SOCKS5 proxy'],
  ['smtp://a.example?proxy=socks5://', 'proxy must be the address of an HTTP or SOCKS5 proxy'],
  ['smtp://a.example?proxy=http://proxy.lan/path', 'proxy must end after its port'],
  ['smtp://a.example?proxy=socks5://proxy.lan/path', 'proxy must end after its port'],
  ['smtp://a.example?proxy=socks5://me@proxy.lan', 'proxy needs a user and a password'],
  [`smtp://a.example?proxy=socks5://me:${'p'.repeat(256)}@proxy.lan`, 'at most 255 octets'],
  ['smtp://a.example?proxy=socks5://me:%25zz@proxy.lan', 'proxy has a wrong percent sign'],
  ['smtp://a.example?chunking=no', 'chunking must be on or off, not "no"'],
])('%j is refused in words', (url, words) => {
  expect(parseRelays(url)).toEqual({
    faults: [{ field: 'SMTP_URL', fault: expect.stringContaining(words), example: expect.stringContaining('smtp://') }],
  });
});
