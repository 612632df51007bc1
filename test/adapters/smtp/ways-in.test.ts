import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { parseRelays } from '../../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../../src/adapters/smtp/smtp-mailer.js';
import { silentLogger } from '../../support/determinism.js';
import { startRawServer, type RawServerOptions } from './raw-server.js';
import { message, sendAll } from './smtp-world.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function openRelay(options: RawServerOptions = {}) {
  const server = await startRawServer(options);
  closers.push(async () => server.close());
  return server;
}

function openMailer(url: string) {
  const parsed = parseRelays(url);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error(JSON.stringify(parsed));
  const mailer = createSmtpMailer(relay, { logger: silentLogger, timing: { beforeDot: 3_000, afterDot: 3_000 } });
  closers.push(async () => mailer.close());
  return mailer;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const tokenIn = (line: string) =>
  // oxlint-disable-next-line no-control-regex -- XOAUTH2 separates its fields by it
  /^user=press@news\.example\u0001auth=Bearer (\S+)\u0001\u0001$/.exec(
    Buffer.from(line.split(' ')[2] ?? '', 'base64').toString(),
  )?.[1];
const taking = (token: string): RawServerOptions => ({
  offers: ['PIPELINING', 'AUTH XOAUTH2'],
  react: ({ verb, text }) => {
    if (verb === 'AUTH') return tokenIn(text) === token ? '235 2.7.0 welcome\r\n' : '334 eyJzdGF0dXMiOiI0MDEifQ==\r\n';
    return verb === '' ? '535 5.7.8 no\r\n' : undefined;
  },
});
/** Sells tokens t1, t2, ... for the refresh token `r`. */
async function openShop() {
  const asked: string[] = [];
  const port = await listen(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(body);
        const right = new URLSearchParams(body).get('refresh_token') === 'r';
        response.writeHead(right ? 200 : 400, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(right ? { access_token: `t${asked.length}`, expires_in: 3600 } : { error: 'invalid_grant' }),
        );
      });
    }),
  );
  return { asked, url: `http://127.0.0.1:${port}/token` };
}
const urlOf = (port: number, tokenUrl: string, refreshToken = 'r') =>
  `smtp://press%40news.example@127.0.0.1:${port}?connections=3&auth=oauth2&clientId=c&clientSecret=s` +
  `&refreshToken=${refreshToken}&tokenUrl=${encodeURIComponent(tokenUrl)}`;

describe('a login with OAuth 2', () => {
  test('buys one access token for all connections', async () => {
    const relay = await openRelay(taking('t1'));
    const shop = await openShop();
    const mailer = openMailer(urlOf(relay.port, shop.url));
    const sent = await sendAll(mailer, ['a@example.org', 'b@example.org', 'c@example.org']);
    for (const { outcome } of sent) expect(outcome.kind).toBe('accepted');
    expect(relay.heard.filter(({ verb }) => verb === 'AUTH')).toHaveLength(3);
    expect(shop.asked).toEqual([expect.stringContaining('client_secret=s')]);
  });

  test('buys another when the first is refused', async () => {
    const relay = await openRelay(taking('t2'));
    const shop = await openShop();
    expect((await openMailer(urlOf(relay.port, shop.url)).send(message())).kind).toBe('accepted');
    expect(shop.asked).toHaveLength(2);
  });

  test('that gets no token says so, and nothing was sent', async () => {
    const relay = await openRelay(taking('t1'));
    const shop = await openShop();
    const outcome = await openMailer(urlOf(relay.port, shop.url, 'old')).send(message());
    expect(outcome).toMatchObject({ kind: 'broken', phase: 'auth', dotWritten: false });
    expect(outcome).toMatchObject({ reason: expect.stringContaining('invalid_grant') });
    expect(relay.dots()).toEqual([]);
  });
});

async function openProxy(password: string) {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer();
  server.on('connect', (request, near: Socket) => {
    const given = request.headers['proxy-authorization'] ?? '';
    asked.push(request.url ?? '');
    sockets.push(near);
    near.on('error', () => {});
    if (given !== `Basic ${Buffer.from(`me:${password}`).toString('base64')}`)
      return near.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const far = connect({ host, port: Number(port) }, () => {
      near.write('HTTP/1.1 200 Connected\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    return undefined;
  });
  const port = await listen(server);
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
  });
  return { asked, port };
}

describe('a way through a proxy', () => {
  test('is asked for, and messages go over it', async () => {
    const relay = await openRelay();
    const proxy = await openProxy('secret');
    const mailer = openMailer(`smtp://127.0.0.1:${relay.port}?proxy=http://me:secret@127.0.0.1:${proxy.port}`);
    expect((await mailer.send(message())).kind).toBe('accepted');
    expect(relay.dots()).toEqual(['a@example.org']);
    expect(proxy.asked).toEqual([`127.0.0.1:${relay.port}`]);
  });

  test('that is refused says so, without the password, and nothing was sent', async () => {
    const relay = await openRelay();
    const proxy = await openProxy('other');
    const mailer = openMailer(`smtp://127.0.0.1:${relay.port}?proxy=http://me:secret@127.0.0.1:${proxy.port}`);
    const outcome = await mailer.send(message());
    expect(outcome).toMatchObject({ kind: 'broken', phase: 'connect', dotWritten: false });
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/The proxy: .*407/) });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect(relay.sockets).toHaveLength(0);
  });
});
