import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createHttpClient } from '../../src/adapters/http-client.js';
import { createHttpFetcher, type HttpFetcherDeps } from '../../src/adapters/http-fetcher.js';
import { readTarget, rulesBehind } from '../../src/adapters/http-target.js';
import { isPublic } from '../../src/adapters/public-address.js';
import { fakeClock } from '../support/determinism.js';

const NONE = { etag: null, lastModified: null };
const NOTHING = new Uint8Array();
const servers: Server[] = [];

/** A server on a free port of this machine; the list grows with each request. */
async function serve(listener: RequestListener) {
  const requests: { url: string; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, port, url: `http://127.0.0.1:${port}/feed`, requests };
}

const nobody = async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
const halfInside = async () => [
  { address: '93.184.216.34', family: 4 },
  { address: '10.0.0.7', family: 4 },
];

const fetcherFor = (allow: readonly string[], deps: Partial<HttpFetcherDeps> = {}) =>
  createHttpFetcher({ allow, userAgent: 'Pressrun/test (+https://tern.example)', clock: fakeClock(), ...deps });

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('fetching a feed', () => {
  test('brings bytes, headers and the address they came from', async () => {
    const { host, url, requests } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'application/rss+xml', ETag: '"v1"' }).end('<rss/>'),
    );
    const outcome = await fetcherFor([host]).fetch(url, NONE);
    expect(outcome).toMatchObject({ kind: 'fetched', finalUrl: url, headers: { etag: '"v1"' } });
    expect(outcome.kind === 'fetched' && Buffer.from(outcome.bytes).toString()).toBe('<rss/>');
    expect(requests[0]?.headers).toMatchObject({
      'user-agent': 'Pressrun/test (+https://tern.example)',
      accept: expect.stringContaining('application/atom+xml'),
    });
    expect(requests[0]?.headers).not.toHaveProperty('cookie');
  });

  test('sends both validators as they came, and reads 304', async () => {
    const { host, url, requests } = await serve((_request, response) => response.writeHead(304).end());
    const validators = { etag: 'W/"abc"', lastModified: 'Sat, 21 Nov 2026 10:00:00 GMT' };
    expect(await fetcherFor([host]).fetch(url, validators)).toMatchObject({ kind: 'not-modified' });
    expect(requests[0]?.headers).toMatchObject({
      'if-none-match': validators.etag,
      'if-modified-since': validators.lastModified,
    });
  });

  test.each([
    ['gzip', gzipSync('<rss>packed</rss>')],
    ['br', brotliCompressSync('<rss>packed</rss>')],
  ])('unpacks %s', async (encoding, body) => {
    const { host, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': encoding }).end(body),
    );
    const outcome = await fetcherFor([host]).fetch(url, NONE);
    expect(outcome.kind === 'fetched' && Buffer.from(outcome.bytes).toString()).toBe('<rss>packed</rss>');
  });

  test('follows redirects, also relative ones', async () => {
    const { host, url } = await serve((request, response) =>
      request.url === '/feed' ? response.writeHead(301, { Location: '/moved' }).end() : response.end('<rss/>'),
    );
    expect(await fetcherFor([host]).fetch(url, NONE)).toMatchObject({
      kind: 'fetched',
      finalUrl: `http://${host}/moved`,
    });
  });

  test('gives up on a circle of redirects', async () => {
    const { host, url, requests } = await serve((_request, response) =>
      response.writeHead(302, { Location: '/feed' }).end(),
    );
    expect(await fetcherFor([host]).fetch(url, NONE)).toMatchObject({
      reason: 'The address redirects more than 5 times.',
    });
    expect(requests).toHaveLength(6);
  });

  test('a public name is looked up once, and that address is used', async () => {
    const { port, requests } = await serve((_request, response) => response.end('<rss/>'));
    let lookups = 0;
    const resolve = async () => {
      lookups++;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const fetcher = fetcherFor([`feeds.tern.example:${port}`], { resolve });
    expect(await fetcher.fetch(`http://feeds.tern.example:${port}/feed`, NONE)).toMatchObject({ kind: 'fetched' });
    expect([lookups, requests.length]).toEqual([1, 1]);
  });
});

describe('faults are sentences', () => {
  test.each([
    [404, {}, 'The server answered 404 Not Found. Check the address.', null],
    [410, {}, 'The server answered 410 Gone. The feed was closed for good and is not fetched any more.', null],
    [429, { 'Retry-After': '120' }, 'The server answered 429 Too Many Requests.', 120_000],
    [
      503,
      { 'Retry-After': 'Sun, 22 Nov 2026 07:00:00 GMT' },
      'The server answered 503 Service Unavailable.',
      3_600_000,
    ],
    [503, { 'Retry-After': '99999999' }, 'The server answered 503 Service Unavailable.', 86_400_000],
  ])('%d', async (status, headers, reason, retryAfter) => {
    const { host, url } = await serve((_request, response) => response.writeHead(status, headers).end('no'));
    expect(await fetcherFor([host]).fetch(url, NONE)).toEqual({ kind: 'failed', reason, status, retryAfter });
  });

  test('more than 5 MB, counted unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { host, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    );
    expect(bomb.length).toBeLessThan(100_000);
    expect(await fetcherFor([host]).fetch(url, NONE)).toMatchObject({ reason: 'The answer is larger than 5 MB.' });
  });

  test('an empty body is none, whatever its header says', async () => {
    const { host, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(),
    );
    const client = createHttpClient({ allow: [host], userAgent: 'Pressrun/test' });
    for (const method of ['GET', 'HEAD'] as const)
      expect(await client.send({ url, method, maxBytes: 1_000 })).toMatchObject({ kind: 'answered', bytes: NOTHING });
  });

  test('a body that is not what its header says', async () => {
    const { host, url } = await serve((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('plain'),
    );
    expect(await fetcherFor([host]).fetch(url, NONE)).toMatchObject({
      reason: "127.0.0.1's answer is packed wrongly.",
    });
  });

  test('an answer that breaks off', async () => {
    const { host, url } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    const outcome = await fetcherFor([host]).fetch(url, NONE);
    expect(outcome).toMatchObject({ reason: '127.0.0.1 closed the connection before the answer was complete.' });
  });

  test('a server that never answers', async () => {
    const { host, url } = await serve(() => {});
    const outcome = await fetcherFor([host], { timeout: 300 }).fetch(url, NONE);
    expect(outcome).toMatchObject({ reason: '127.0.0.1 did not answer in time.' });
  });

  test('a server that drips, within the time for the whole', async () => {
    const { host, url } = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const outcome = await fetcherFor([host], { timeout: 300 }).fetch(url, NONE);
    expect(outcome).toMatchObject({ kind: 'failed', reason: '127.0.0.1 did not answer in time.' });
  });

  test('nobody there, no such name', async () => {
    const { host, url } = await serve(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await fetcherFor([host]).fetch(url, NONE)).toMatchObject({ reason: '127.0.0.1 refuses connections.' });
    expect(await fetcherFor([], { resolve: nobody }).fetch('http://tern.example/feed', NONE)).toMatchObject({
      reason: 'There is no server named tern.example. Check the address.',
    });
  });
});

describe('the network of the newsroom stays closed', () => {
  test.each([
    'http://127.0.0.1/feed',
    'http://0177.0.0.1/feed',
    'http://2130706433/feed',
    'http://0x7f.1/feed',
    'http://[::1]/feed',
    'http://[::ffff:7f00:1]/feed',
    'http://[64:ff9b::7f00:1]/feed',
    'http://[2002:7f00:1::]/feed',
    'http://[fd00::1]/feed',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/feed',
    'http://100.64.0.1/feed',
    'http://0.0.0.0/feed',
  ])('%s is refused', async (url) => {
    expect(await fetcherFor([]).fetch(url, NONE)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/is a private address and is not fetched.*FETCH_ALLOW/),
    });
  });

  test.each(['file:///etc/passwd', 'ftp://tern.example/feed', 'gopher://tern.example/', 'not an address'])(
    '%s is refused',
    async (url) => expect(await fetcherFor([]).fetch(url, NONE)).toMatchObject({ kind: 'failed' }),
  );

  test('other ports and passwords are refused', async () => {
    expect(await fetcherFor([]).fetch('http://tern.example:6379/', NONE)).toMatchObject({
      reason: expect.stringMatching(/^Port 6379 is not 80 or 443/),
    });
    expect(await fetcherFor([]).fetch('https://me:secret@tern.example/', NONE)).toMatchObject({
      reason: expect.stringContaining('password'),
    });
  });

  test('a name with one private address among public ones is refused', async () => {
    expect(await fetcherFor([], { resolve: halfInside }).fetch('http://inside.tern.example/feed', NONE)).toMatchObject({
      reason: expect.stringContaining('inside.tern.example (10.0.0.7) is a private address'),
    });
  });

  test('a redirect into it is refused, and nothing inside is asked', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) => response.writeHead(302, { Location: inside.url }).end());
    expect(await fetcherFor([outside.host]).fetch(outside.url, NONE)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^The address moved\. Port \d+ is not 80 or 443/),
    });
    expect(inside.requests).toEqual([]);
  });

  test('a server nobody named cannot lead to those FETCH_ALLOW names; they lead to each other', () => {
    const rules = { allow: ['cms.internal:8080', 'files.internal:80'] };
    const leadsInside = (from: string) => {
      const first = readTarget(from, rules);
      return !('fault' in first) && !('fault' in readTarget('http://cms.internal:8080/', rulesBehind(first, rules)));
    };
    expect(['https://tern.example/feed', 'http://files.internal/feed'].map(leadsInside)).toEqual([false, true]);
  });

  test('only addresses of the public internet are public', () => {
    expect(['93.184.216.34', '2606:2800:220:1::1'].every(isPublic)).toBe(true);
    expect(
      ['::ffff:10.0.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', 'fe80::1', 'x'].some(isPublic),
    ).toBe(false);
  });
});
