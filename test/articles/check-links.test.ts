import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHttpClient } from '../../src/adapters/http-client.js';
import { createLinkProbe } from '../../src/adapters/http-link-probe.js';
import { checkLinks } from '../../src/articles/check-links.js';
import { silentLogger } from '../support/determinism.js';
import { entry, openNewsroom } from './support/newsroom.js';
import { startPageServer } from './support/picture-server.js';

let world: Awaited<ReturnType<typeof openWorld>>;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => world.close());

async function openWorld() {
  const newsroom = openNewsroom();
  const server = await startPageServer();
  const daily = newsroom.addNewsletter('daily');
  const source = await newsroom.addSource(daily);
  const client = createHttpClient({ allow: [server.host], userAgent: 'Pressrun-Test/1' });
  const deps = { ...newsroom, probe: createLinkProbe({ client }), logger: silentLogger };
  const query = { newsletterId: daily, since: 0, now: newsroom.clock.now() + 1, limit: 50 };
  const candidates = async () => newsroom.articles.candidates(query);
  return {
    ...newsroom,
    server,
    candidates,
    leftOut: async () => newsroom.articles.leftOut(query),
    /** Stories at these addresses, then which of them are gone, by path. */
    async check(...urls: string[]) {
      await newsroom.articles.ingest(
        source,
        urls.map((url) => entry({ url, title: new URL(url).pathname })),
        newsroom.clock.now(),
      );
      const gone = await checkLinks(deps, await candidates());
      const all = [...(await candidates()), ...(await newsroom.articles.leftOut(query))];
      return Object.fromEntries(all.flatMap(({ id, title }) => (gone.has(id) ? [[title, gone.get(id)]] : [])));
    },
    deps,
    async close() {
      await server.close();
      newsroom.close();
    },
  };
}

test('a page that answers 404 or 410 is gone; one that is there, moved, forbidden, broken or busy is not', async () => {
  const { server } = world;
  const statuses = { '/there': 200, '/forbidden': 403, '/broken': 500, '/busy': 429, '/missing': 404, '/closed': 410 };
  for (const [path, status] of Object.entries(statuses)) server.serve(path, { status });
  server.serve('/moved', { status: 301, location: '/there' });
  server.serve('/moved-away', { status: 302, location: '/missing' });
  const paths = [...Object.keys(statuses), '/moved', '/moved-away'];
  expect(await world.check(...paths.map((path) => server.url(path)))).toEqual({
    '/missing': 404,
    '/closed': 410,
    '/moved-away': 404,
  });
  const gone = (await world.leftOut()).map(({ title, goneAt }) => [title, goneAt]);
  const expected = ['/closed', '/missing', '/moved-away'].map((title) => [title, world.clock.now()]);
  expect(new Map(gone as [string, number][])).toEqual(new Map(expected as [string, number][]));
  expect(await world.candidates()).toHaveLength(5);
});

test('a server that knows no HEAD is asked properly before a story goes', async () => {
  world.server.serve('/old', { status: 200 });
  world.server.serve('HEAD /old', { status: 404 });
  expect(await world.check(world.server.url('/old'))).toEqual({});
  expect(world.server.asked).toEqual(['HEAD /old', 'GET /old']);
});

test('a server that does not answer takes no story away', async () => {
  expect(await world.check('http://127.0.0.1:9/closed-port', 'https://nowhere.invalid/x')).toEqual({});
  expect(await world.candidates()).toHaveLength(2);
});

test('a site that calls all of its stories gone has a fault of its own', async () => {
  const urls = ['/1', '/2', '/3'].map((path) => world.server.url(path));
  expect(await world.check(...urls)).toEqual({});
  world.server.serve('/3', { status: 200 });
  expect(await world.check(...urls)).toEqual({ '/1': 404, '/2': 404 });
});

test('a page that is there again is a candidate again', async () => {
  const url = world.server.url('/back');
  expect(await world.check(url)).toEqual({ '/back': 404 });
  world.server.serve('/back', { status: 200 });
  expect(await checkLinks(world.deps, await world.leftOut())).toEqual(new Map());
  expect((await world.candidates()).map(({ title }) => title)).toEqual(['/back']);
});
