import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseRelays } from '../../../src/adapters/smtp/relay-url.js';
import { createSmtpMailer } from '../../../src/adapters/smtp/smtp-mailer.js';
import { judgeOutcome } from '../../../src/delivery/judge-outcome.js';
import type { Logger } from '../../../src/kernel/logger.js';
import { createAuthority } from '../../support/certificate.js';
import { startFaultSink, type FaultSinkOptions } from '../../support/fault-sink.js';
import { startSocksServer, type SocksServerOptions } from '../../support/socks-server.js';
import { message, sendAll } from './smtp-world.js';

/** Real: a SOCKS5 proxy between the mailer and the relay. */
const closers: (() => Promise<void>)[] = [];
const logged: unknown[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  logged.length = 0;
});

const note = (...told: readonly unknown[]) => void logged.push(told);
const logger: Logger = { debug: note, info: note, warn: note, error: note };
const SECRET = 'hunter2';
const LOGIN = { user: 'me', pass: SECRET };

async function openRelay(options: FaultSinkOptions = {}) {
  const sink = await startFaultSink(options);
  closers.push(async () => sink.close());
  return sink;
}

async function openProxy(options: SocksServerOptions = {}) {
  const proxy = await startSocksServer(options);
  closers.push(async () => proxy.close());
  return proxy;
}

function openMailer(url: string, beforeDot = 3_000) {
  const parsed = parseRelays(url);
  const relay = 'relays' in parsed ? parsed.relays[0] : undefined;
  if (relay === undefined) throw new Error(JSON.stringify(parsed));
  const mailer = createSmtpMailer(relay, { logger, timing: { beforeDot, afterDot: 3_000 } });
  closers.push(async () => mailer.close());
  return mailer;
}

const through = (port: number, login = `me:${SECRET}@`) => `proxy=socks5://${login}127.0.0.1:${port}`;

describe('through a SOCKS5 proxy', () => {
  test('messages go over TLS with a login, and only the proxy looks the name of the relay up', async () => {
    const now = Date.now();
    const tls = createAuthority(now).issue({ address: '127.0.0.1', notAfter: now + 60_000 });
    const relay = await openRelay({ tls, login: 'press:right' });
    const proxy = await openProxy({ login: LOGIN });
    const mailer = openMailer(
      `smtp://press:right@localhost:${relay.port}?connections=2&tls=offered&${through(proxy.port)}`,
    );
    const sent = await sendAll(mailer, ['a@example.org', 'b@example.org', 'c@example.org']);
    expect(sent.map(({ outcome }) => outcome.kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(relay.entries().map(({ rcpt }) => rcpt)).toHaveLength(3);
    expect(new Set(proxy.asked)).toEqual(new Set([`localhost:${relay.port}`]));
    expect(new Set(proxy.users)).toEqual(new Set(['me']));
  });

  test('nobody has to log in where the proxy wants nobody to', async () => {
    const relay = await openRelay();
    const proxy = await openProxy();
    const mailer = openMailer(`smtp://127.0.0.1:${relay.port}?${through(proxy.port, '')}`);
    expect((await mailer.send(message())).kind).toBe('accepted');
    expect(proxy.asked).toEqual([`127.0.0.1:${relay.port}`]);
  });

  test('a greeting that comes in one piece with the answer of the proxy is heard', async () => {
    const relay = await openRelay();
    const proxy = await openProxy({ together: true });
    const mailer = openMailer(`smtp://127.0.0.1:${relay.port}?${through(proxy.port, '')}`);
    expect((await mailer.send(message())).kind).toBe('accepted');
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe('a SOCKS5 proxy', () => {
  test.each([
    ['that refuses our login', { login: { user: 'me', pass: 'other' } }, /The proxy: .*[Aa]uthentication failed/],
    ['that is not allowed to go there', { refuse: 2 }, /The proxy: .*rejected connection.*NotAllowed/],
    ['that does not reach the relay', { refuse: 5 }, /The proxy: .*rejected connection.*ConnectionRefused/],
    ['that never answers', { silent: true }, /The proxy: .*timed out/],
  ] as const)('%s is the trouble of the relay, in words without the password', async (_, options, words) => {
    const relay = await openRelay();
    const proxy = await openProxy(options);
    const outcome = await openMailer(`smtp://127.0.0.1:${relay.port}?${through(proxy.port)}`, 500).send(message());
    expect(outcome).toMatchObject({ kind: 'broken', phase: 'connect', dotWritten: false });
    const judged = judgeOutcome(outcome, { attempt: 1, now: 0, deadline: 0 });
    expect(judged).toMatchObject({ outcome: { state: 'pending' }, relayTrouble: expect.stringMatching(words) });
    expect(JSON.stringify([outcome, judged, logged])).not.toContain(SECRET);
    expect(relay.sessions()).toBe(0);
  });

  test('that wants a login and gets none says so', async () => {
    const proxy = await openProxy({ login: LOGIN });
    const outcome = await openMailer(`smtp://127.0.0.1:1?${through(proxy.port, '')}`).send(message());
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/The proxy: .*no accepted authentication/) });
  });

  test('that says yes and hangs up is not waited for', async () => {
    const proxy = await openProxy({ reset: true });
    const outcome = await openMailer(`smtp://127.0.0.1:1?${through(proxy.port, '')}`).send(message());
    expect(outcome).toMatchObject({ kind: 'broken', dotWritten: false, reason: expect.not.stringMatching(/in time/) });
  });

  test('that is away says so', async () => {
    const port = await closedPort();
    const outcome = await openMailer(`smtp://127.0.0.1:1?${through(port)}`).send(message());
    expect(outcome).toMatchObject({ reason: `The proxy: connect ECONNREFUSED 127.0.0.1:${port}` });
  });
});
