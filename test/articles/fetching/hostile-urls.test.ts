import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { createHttpFetcher, type HttpFetcherDeps } from '../../../src/adapters/http-fetcher.js';
import { isPublic } from '../../../src/adapters/public-address.js';
import { fakeClock } from '../../support/determinism.js';
import { openCanary, openServer, type LoopbackServer } from './canary.js';
import { HOSTILE_NAMES, HOSTILE_URLS } from './hostile-urls.js';

const NONE = { etag: null, lastModified: null };
/** No server anywhere: never given to a network. */
const NOWHERE = '2d00::1';

let canary: LoopbackServer;
beforeAll(async () => {
  canary = await openCanary();
});
afterAll(async () => canary.close());

const urlOf = (template: string) => template.replaceAll('PORT', String(canary.port));
const addressesOf = (answers: readonly string[]) =>
  answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** The canary's port counts as one of the web's: only the address stands between us and it. */
const fetcherFor = (deps: Partial<HttpFetcherDeps> = {}) =>
  createHttpFetcher({ allow: [], ports: [canary.port], userAgent: 'Pressrun/test', clock: fakeClock(), ...deps });

/** Runs it, and says how many connections the canary took meanwhile. */
async function callsDuring(work: () => Promise<unknown>): Promise<number> {
  const before = canary.connections();
  await work();
  return canary.connections() - before;
}

async function askNaively(url: string): Promise<void> {
  try {
    const answer = await request(url, { headersTimeout: 2_000, reset: true });
    await answer.body.dump();
  } catch {
    // Some ways are closed by Node or by the system itself.
  }
}

describe('the table is hostile', () => {
  const reachable = HOSTILE_URLS.filter(([kind]) => /^(loopback|unspecified|IPv4-mapped|localhost$)/.test(kind));

  test('who does not look reaches the canary by most of the ways to it', async () => {
    let reached = 0;
    for (const [, url] of reachable) reached += Math.min(1, await callsDuring(async () => askNaively(urlOf(url))));
    expect(reached).toBeGreaterThanOrEqual(20);
  });

  test('FETCH_ALLOW opens the way to it', async () => {
    const calls = await callsDuring(async () =>
      expect(await fetcherFor({ allow: [canary.host] }).fetch(urlOf('http://127.0.0.1:PORT/'), NONE)).toMatchObject({
        kind: 'fetched',
      }),
    );
    expect(calls).toBe(1);
  });
});

describe('the canary is not called', () => {
  test.each(HOSTILE_URLS)('%s: %s', async (_kind, url) => {
    const calls = await callsDuring(async () =>
      expect(await fetcherFor().fetch(urlOf(url), NONE)).toMatchObject({ kind: 'failed', status: null }),
    );
    expect(calls).toBe(0);
  });

  test.each(HOSTILE_NAMES)('by a name that resolves to %s', async (_kind, answers) => {
    const resolve = async () => addressesOf(answers);
    const calls = await callsDuring(async () =>
      expect(await fetcherFor({ resolve }).fetch(urlOf('http://feeds.tern.example:PORT/'), NONE)).toMatchObject({
        kind: 'failed',
      }),
    );
    expect(calls).toBe(0);
  });

  test('by a name server that answers publicly first and privately ever after', async () => {
    let lookups = 0;
    const resolve = async () => addressesOf([lookups++ === 0 ? NOWHERE : '127.0.0.1']);
    const fetcher = fetcherFor({ resolve, timeout: 300 });
    const calls = await callsDuring(async () => fetcher.fetch(urlOf('http://feeds.tern.example:PORT/'), NONE));
    expect([calls, lookups]).toEqual([0, 1]);
  });

  test('by the name it was allowed once under another port', async () => {
    const calls = await callsDuring(async () =>
      fetcherFor({ allow: [`127.0.0.1:${canary.port + 1}`, `tern.example:${canary.port}`] }).fetch(
        urlOf('http://127.0.0.1:PORT/'),
        NONE,
      ),
    );
    expect(calls).toBe(0);
  });
});

describe('redirects are judged like addresses', () => {
  const redirects: { location: string; status: number }[] = [];
  let outside: LoopbackServer;
  beforeAll(async () => {
    outside = await openServer((_request, response) => {
      const { location, status } = redirects.shift() ?? { location: '/again', status: 302 };
      response.writeHead(status, { Location: location }).end();
    });
  });
  afterAll(async () => outside.close());

  const follow = async (steps: readonly { location: string; status: number }[]) => {
    redirects.splice(0, redirects.length, ...steps);
    return fetcherFor({ allow: [outside.host] }).fetch(outside.url, NONE);
  };

  /** Bytes of a header are bytes: what is not ASCII goes percent-encoded or as punycode, as browsers would. */
  const ascii = HOSTILE_URLS.filter(([kind, url]) => /^[\x21-\x7e]+$/.test(url) && kind !== 'no scheme');

  test.each(ascii)('%s', async (_kind, url) => {
    const calls = await callsDuring(async () =>
      expect(await follow([{ location: urlOf(url), status: 302 }])).toMatchObject({
        kind: 'failed',
        reason: expect.stringMatching(/^The address (moved|redirects)/),
      }),
    );
    expect(calls).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])('a chain that turns inside at its end, by %d', async (status) => {
    const chain = ['/a', '//127.0.0.1:' + outside.port + '/b', urlOf('http://[::ffff:127.0.0.1]:PORT/c')];
    const calls = await callsDuring(async () =>
      expect(await follow(chain.map((location) => ({ location, status })))).toMatchObject({ kind: 'failed' }),
    );
    expect(calls).toBe(0);
  });

  test('a name that turns private after the redirect', async () => {
    redirects.splice(0, redirects.length, { location: urlOf('http://cdn.tern.example:PORT/'), status: 302 });
    const fetcher = fetcherFor({ allow: [outside.host], resolve: async () => addressesOf(['127.0.0.1']) });
    const calls = await callsDuring(async () => fetcher.fetch(outside.url, NONE));
    expect(calls).toBe(0);
  });
});

test('only addresses of the public internet are public', () => {
  const publicOnes = ['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1', '2a00:1450:4001::8a'];
  expect(publicOnes.filter((address) => !isPublic(address))).toEqual([]);
  const others = [
    '::ffff:10.0.0.1',
    '192.0.0.1',
    '::10.0.0.1',
    'fe80::1',
    '2606:4700::1%eth0',
    '168.63.129.16',
    'x',
    '',
  ];
  expect(others.filter(isPublic)).toEqual([]);
});
