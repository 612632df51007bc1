import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createHubClient } from '../../../src/adapters/hub-client.js';
import { isPublicSite } from '../../../src/adapters/public-address.js';
import { createWebSubRouter } from '../../../src/web/hooks/websub-router.js';
import { openServer, type LoopbackServer } from '../../articles/fetching/canary.js';
import { openPolling, storyAt, type PollingWorld } from '../../articles/fetching/polling-world.js';
import { startWeb, type RunningWeb } from '../../support/web.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let hub: LoopbackServer;
let hubStatus: number;
let asked: URLSearchParams[];
let world: PollingWorld;
let web: RunningWeb;

beforeEach(async () => {
  asked = [];
  hubStatus = 202;
  hub = await openServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(hubStatus).end();
    });
  });
  const hubClient = createHubClient({ allow: [hub.host], userAgent: 'Pressrun/test' });
  world = await openPolling({ hubClient, hooksUrl: 'https://press.tern.example/hooks/websub' });
  web = await startWeb({
    rooms: { articles: world.room },
    routers: (deps) => [{ path: '/hooks/websub', router: createWebSubRouter(deps) }],
  });
});
afterEach(async () => {
  await Promise.all([web.close(), hub.close()]);
  await world.shut();
});

/** A source whose feed offers the hub, fetched once. */
async function addOffering(path = '/feed', headers: Record<string, string> = {}) {
  const id = await world.add(path);
  const links = `<atom:link xmlns:atom="a" rel="hub" href="${hub.url}"/><atom:link rel="self" href="${world.urlOf(path)}"/>`;
  world.answers.set(path, (_request, response) =>
    response
      .writeHead(200, headers)
      .end(Object.keys(headers).length > 0 ? storyAt(path) : storyAt(path).replace('<item>', `${links}<item>`)),
  );
  await world.room.fetchSource(id);
  return id;
}

/** Our address of the latest request to the hub, on the server of this test. */
const callback = (query: Record<string, string> = {}) => {
  const { pathname } = new URL(asked.at(-1)?.get('hub.callback') ?? 'https://none.example/none');
  return `${web.url}${pathname}?${new URLSearchParams(query).toString()}`;
};
const confirm = async (change: Record<string, string> = {}) =>
  fetch(
    callback({
      'hub.mode': 'subscribe',
      'hub.topic': asked.at(-1)?.get('hub.topic') ?? '',
      'hub.challenge': 'prove <b>it</b>',
      'hub.lease_seconds': String((10 * DAY) / 1000),
      ...change,
    }),
  );
const sign = (body: string, method = 'sha256', secret = asked.at(-1)?.get('hub.secret') ?? '') =>
  `${method}=${createHmac(method, secret).update(body).digest('hex')}`;
const push = async (body: string, signature: string | undefined) =>
  fetch(callback(), { method: 'POST', body, headers: signature === undefined ? {} : { 'X-Hub-Signature': signature } });
const onlySource = async () => (await world.sources.all())[0]?.id ?? '';
const isDue = async (id: string) => (await world.room.dueSources()).some((source) => source.id === id);

describe('subscribing', () => {
  test('asks the hub the feed names, with an address and a secret nobody can guess', async () => {
    await addOffering();
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      'hub.mode': 'subscribe',
      'hub.topic': world.urlOf('/feed'),
      'hub.callback': expect.stringMatching(/^https:\/\/press\.tern\.example\/hooks\/websub\/[0-9a-z]{32}$/),
      'hub.secret': expect.stringMatching(/^[0-9a-z]{48}$/),
      'hub.lease_seconds': '864000',
    });
  });

  test('asks the hub of the headers rather than that of the feed', async () => {
    await addOffering('/other', { Link: `<${hub.url}>; rel="hub", <https://tern.example/topic>; rel=self` });
    expect(asked[0]?.get('hub.topic')).toBe('https://tern.example/topic');
  });

  test('does not ask a hub inside the network', async () => {
    world.answers.set('/feed', (_request, response) =>
      response.writeHead(200, { Link: `<http://localhost:${hub.port}/>; rel=hub` }).end(storyAt('/feed')),
    );
    const id = await world.add('/feed');
    await world.room.fetchSource(id);
    expect(hub.connections()).toBe(0);
    expect((await world.hubs.bySource(id))?.lastError).toContain('is not 80 or 443');
  });

  test('asks again no sooner than in an hour, then ever more seldom, and again at once under another hub', async () => {
    hubStatus = 500;
    const id = await addOffering();
    const fetchAfter = async (wait: number) => {
      world.clock.advance(wait);
      await world.room.fetchSource(id);
      return asked.length;
    };
    expect(await fetchAfter(30 * MINUTE)).toBe(1);
    expect(await fetchAfter(31 * MINUTE)).toBe(2);
    expect(await fetchAfter(61 * MINUTE)).toBe(2);
    expect(await fetchAfter(61 * MINUTE)).toBe(3);
    expect((await world.hubs.bySource(id))?.lastError).toBe('The server answered 500 Internal Server Error.');
    world.answers.set('/feed', (_request, response) =>
      response.writeHead(304, { Link: `<${hub.url}?new>; rel=hub` }).end(),
    );
    expect(await fetchAfter(MINUTE)).toBe(4);
    expect(asked[3]?.get('hub.callback')).not.toBe(asked[2]?.get('hub.callback'));
  });

  test.each([
    ['https://news.tern.example', true],
    ['https://93.184.216.34', true],
    ['http://news.tern.example', false],
    ['https://localhost', false],
    ['https://press.internal', false],
    ['https://press', false],
    ['https://10.0.0.7', false],
    ['https://[::1]:8443', false],
  ])('we at %s can be reached: %s', (baseUrl, reached) => expect(isPublicSite(baseUrl)).toBe(reached));
});

describe('the question of the hub', () => {
  test('is answered with its challenge, as plain text', async () => {
    const id = await addOffering();
    const answer = await confirm();
    expect([answer.status, await answer.text()]).toEqual([200, 'prove <b>it</b>']);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const now = world.clock.now();
    expect(await world.hubs.bySource(id)).toMatchObject({
      state: 'active',
      leaseUntil: now + 10 * DAY,
      renewAt: now + 7.5 * DAY,
      asked: 0,
    });
  });

  test.each([
    ['another topic', { 'hub.topic': 'https://tern.example/other' }],
    ['an unsubscription nobody asked for', { 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.challenge': '' }],
    ['a challenge without end', { 'hub.challenge': 'x'.repeat(5_000) }],
  ])('is refused for %s', async (_name, change) => {
    const id = await addOffering();
    expect((await confirm(change)).status).toBe(404);
    expect(await world.hubs.bySource(id)).toMatchObject({ state: 'asked', leaseUntil: null });
  });

  test('is refused at an address we never gave', async () => {
    await addOffering();
    expect((await fetch(callback().replace(/websub\/..../, 'websub/aaaa'))).status).toBe(404);
  });

  test('may be a refusal: it is kept, and asked again a day later', async () => {
    const id = await addOffering();
    expect((await confirm({ 'hub.mode': 'denied', 'hub.reason': 'Not for you' })).status).toBe(200);
    expect(await world.hubs.bySource(id)).toMatchObject({
      state: 'refused',
      lastError: 'The hub refuses: Not for you',
    });
    world.clock.advance(23 * HOUR);
    await world.room.fetchSource(id);
    expect(asked).toHaveLength(1);
    world.clock.advance(2 * HOUR);
    await world.room.fetchSource(id);
    expect(asked).toHaveLength(2);
  });

  test('is asked for anew before the lease ends, at the same address', async () => {
    const id = await addOffering();
    await confirm({ 'hub.lease_seconds': String((2 * HOUR) / 1000) });
    await world.room.fetchSource(id);
    world.clock.advance(100 * MINUTE);
    expect(await isDue(id)).toBe(true);
    await world.room.fetchSource(id);
    expect(asked.map((form) => form.get('hub.callback'))).toEqual(Array(2).fill(asked[0]?.get('hub.callback')));
    expect(await world.hubs.bySource(id)).toMatchObject({ state: 'active' });
  });
});

describe('what the hub sends', () => {
  beforeEach(async () => {
    await addOffering();
    await confirm();
    world.clock.advance(MINUTE);
  });

  test.each(['sha1', 'sha256', 'sha384', 'sha512'])('signed with %s, has the feed fetched', async (method) => {
    const id = await onlySource();
    world.rung.splice(0);
    expect((await push('<rss>new</rss>', sign('<rss>new</rss>', method))).status).toBe(202);
    expect(await isDue(id)).toBe(true);
    expect(world.rung).toEqual([{ name: 'fetch-source', sourceId: id }]);
  });

  test.each([
    ['nothing', async () => undefined],
    ['another secret', async () => sign('<rss/>', 'sha256', 'guessed')],
    ['another body', async () => sign('<rss>other</rss>')],
    ['a method nobody trusts', async () => sign('<rss/>', 'md5')],
    ['no digits', async () => 'sha256=zz'],
    ['a part of it', async () => sign('<rss/>').slice(0, 20)],
  ])('signed with %s, is answered and ignored', async (_name, signature) => {
    world.rung.splice(0);
    expect((await push('<rss/>', await signature())).status).toBe(202);
    expect([await isDue(await onlySource()), world.rung]).toEqual([false, []]);
  });

  test('is never believed: the story comes from the feed itself', async () => {
    const forged = storyAt('/forged');
    await push(forged, sign(forged));
    const id = await onlySource();
    await world.room.fetchDueSource(id);
    const found = await world.room.candidates({
      newsletterId: world.newsletter.id,
      since: 0,
      now: world.clock.now(),
      limit: 9,
    });
    expect(found.map(({ title }) => title)).toEqual(['The story of /feed']);
  });

  test('lets the polls rest for a day, once it sent something', async () => {
    const id = await onlySource();
    const waitAfterFetch = async () => {
      await world.room.fetchSource(id);
      return (await world.reload(id)).nextFetchAt - world.clock.now();
    };
    expect(await waitAfterFetch()).toBeLessThan(HOUR);
    await push('x', sign('x'));
    world.clock.advance(1);
    expect(await waitAfterFetch()).toBeGreaterThanOrEqual(DAY);
    world.clock.advance(11 * DAY);
    expect(await waitAfterFetch()).toBeLessThan(HOUR);
  });

  test('again and again, has the feed fetched once a minute', async () => {
    const id = await onlySource();
    for (let time = 0; time < 3; time++) {
      await push('x', sign('x'));
      await world.room.fetchDueSource(id);
      world.clock.advance(10_000);
    }
    expect(world.asked).toHaveLength(2);
    world.clock.advance(MINUTE);
    expect(await isDue(id)).toBe(true);
  });

  test('during a fetch is not lost: the source is due again soon after', async () => {
    const id = await onlySource();
    world.answers.set('/feed', (_request, response) => {
      world.clock.advance(1);
      void push('x', sign('x')).then(() => response.end(storyAt('/feed')));
    });
    await world.room.fetchSource(id);
    world.clock.advance(MINUTE);
    expect(await isDue(id)).toBe(true);
  });

  test('at an address we never gave, or too much of it, is refused', async () => {
    const unknown = callback().replace(/websub\/..../, 'websub/aaaa');
    expect((await fetch(unknown, { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await push('x'.repeat(6_000_000), sign('x'))).status).toBe(413);
  });
});
