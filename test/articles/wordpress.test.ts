import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { wordPressFeeds, wordPressPage, wordPressPosts } from '../../src/articles/cms/wordpress-address.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { json, xml, html } from './support/site-server.js';
import { openSourceWorld, refusal, type SourceWorld } from './support/source-world.js';
import { embedded, manyPosts, wordPressSite } from './support/wordpress-site.js';

let world: SourceWorld;
afterEach(async () => world.close());

describe('a WordPress site', () => {
  test.each(['header', 'head', 'generator'] as const)('is known by its %s, and read through its API', async (names) => {
    const plain = names === 'generator';
    world = await openSourceWorld(wordPressSite({ posts: manyPosts(2), names, plain }));
    const { source, articles } = await world.stories('/');
    const posts = plain ? '/?rest_route=/wp/v2/posts' : '/wp-json/wp/v2/posts';
    expect(source).toMatchObject({ kind: 'wordpress', url: `${world.server.url}${posts}` });
    expect(source.title).toBe('The Tern – news of the coast');
    expect(source.chosenBecause).toBe(
      "The site is WordPress and offers WordPress' REST API with 2 stories: sections, authors and picture texts, which its feed lacks.",
    );
    expect(articles.map(({ title }) => title)).toEqual(['Story 2', 'Story 1']);
  });

  test('brings section, author, dek, time and the picture that fits, with its words', async () => {
    const post = { id: 7, title: 'Ferries &#8211; &amp; more', more: { _embedded: embedded() } };
    world = await openSourceWorld(wordPressSite({ posts: [post] }));
    const { articles, counts } = await world.stories('/');
    expect(counts).toEqual({ new: 1, updated: 0, unchanged: 0 });
    expect(articles).toMatchObject([
      {
        url: `${world.server.url}/2026/7/`,
        title: 'Ferries – & more',
        dek: 'Story 7 of the coast, told in a sentence that is long enough to print.',
        author: 'Ana Reyes',
        section: 'Harbour & Sea',
        publishedAt: Date.UTC(2026, 10, 21, 10),
        image: {
          url: 'https://tern.example/files/quay-1024x683.jpg',
          alt: 'Two boats at the quay',
          credit: 'Photo: Bo Li',
        },
      },
    ]);
    expect(world.server.requests.at(-1)).toMatch(/_fields=[^&]*_links%2C_embedded/);
  });

  test('keeps back what is not for everybody, and lives with broken parts', async () => {
    const posts = [
      { id: 1, title: 'Protected: plans', more: { content: { protected: true } } },
      { id: 2, title: 'A draft', more: { status: 'draft' } },
      { id: 3, title: 'Tomorrow', more: { status: 'future' } },
      {
        id: 4,
        title: 'Lost picture',
        more: { _embedded: { 'wp:featuredmedia': [{ code: 'rest_forbidden' }], author: 7 } },
      },
      { id: 5, title: 'No title', more: { title: null } },
    ];
    world = await openSourceWorld(wordPressSite({ posts }));
    const { articles } = await world.stories('/');
    expect(articles).toMatchObject([{ title: 'Lost picture', image: null, author: null, section: null }]);
  });

  test('is read page by page the first time, and later no further than what is new', async () => {
    world = await openSourceWorld(wordPressSite({ posts: manyPosts(23), cap: 10 }));
    const { source, counts } = await world.stories('/');
    expect(counts.new).toBe(23);
    world.clock.advance(3 * 24 * 3_600_000);
    const before = world.server.requests.length;
    expect(orThrow(await world.room.fetchSource(source.id))).toMatchObject({ new: 0, updated: 0 });
    expect(world.server.requests.length - before).toBe(1);
  });

  test('of a section page only that section is taken', async () => {
    const posts = [
      { id: 1, title: 'Sea', more: { categories: [12] } },
      { id: 2, title: 'Land', more: { categories: [13] } },
    ];
    const head = '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/categories/12">';
    world = await openSourceWorld(wordPressSite({ posts, head }));
    const { source, articles } = await world.stories('/category/sea/');
    expect(source.url).toBe(`${world.server.url}/wp-json/wp/v2/posts?categories=12`);
    expect(articles.map(({ title }) => title)).toEqual(['Sea']);
  });
});

describe('a WordPress site whose API is closed', () => {
  const forbidden = json({ code: 'rest_cannot_access', message: 'Only authenticated users.' }, {}, 401);

  test.each([
    ['401', forbidden, 'The server answered 401 Unauthorized.'],
    ['a web page in its place', html('<title>Blocked</title>'), 'This is no list of posts of a WordPress REST API.'],
    ['404', json({ code: 'rest_no_route', message: 'No route' }, {}, 404), 'The server answered 404 Not Found.'],
    ['an error', json({ code: 'x', message: 'Off <b>today</b>.' }), 'WordPress answers: Off today.'],
    ['no posts', json([]), 'It has no public posts'],
  ])('%s: its feed is taken, and why is said', async (_name, closed, reason) => {
    world = await openSourceWorld(wordPressSite({ posts: manyPosts(2), closed }));
    const { source, articles } = await world.stories('/');
    expect(source).toMatchObject({ kind: 'feed', url: `${world.server.url}/feed/`, title: 'The Tern' });
    expect(source.chosenBecause).toContain('An RSS feed with 2 stories: named by the page.');
    expect(source.chosenBecause).toContain(`WordPress' REST API cannot be read: ${reason}`);
    expect(articles).toHaveLength(2);
  });

  test('asked for by its address or as WordPress, the answer is its feed too', async () => {
    world = await openSourceWorld(wordPressSite({ posts: manyPosts(2), closed: forbidden }));
    const byAddress = orThrow(await world.add('/wp-json/'));
    expect(byAddress).toMatchObject({ kind: 'feed', url: `${world.server.url}/feed/` });
    expect(byAddress.chosenBecause).toContain("WordPress' REST API is closed, so its feed is read");
    expect(refusal(await world.add('/', { kind: 'wordpress' }))?.code).toBe('source.exists');
  });

  test('closed after it was added, its feed steps in, and nothing is new twice', async () => {
    world = await openSourceWorld(wordPressSite({ posts: manyPosts(2) }));
    const { source } = await world.stories('/');
    for (const closed of [forbidden, html('<title>Blocked</title>')]) {
      world.server.become(wordPressSite({ posts: manyPosts(3), closed }));
      world.clock.advance(3_600_000);
      expect(orThrow(await world.room.fetchSource(source.id)).new).toBe(closed === forbidden ? 1 : 0);
    }
    expect((await world.candidates()).map(({ title }) => title)).toContain('Story 3');
    world.server.become(() => undefined);
    expect(refusal(await world.room.fetchSource(source.id))).toMatchObject({ code: 'source.failed', kind: 'invalid' });
  });
});

test('a site that takes its time is left after some seconds; what came counts', async () => {
  const site = wordPressSite({ posts: manyPosts(200), cap: 20 });
  world = await openSourceWorld(site);
  const source = orThrow(await world.add('/'));
  let now = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  world.server.become((path, query, origin) => {
    now += 3_000;
    return site(path, query, origin);
  });
  const counts = orThrow(await world.room.fetchSource(source.id));
  clock.mockRestore();
  expect(counts.new).toBe(80);
  expect(world.logged.join()).toContain('The site is slow: page 5');
});

describe('addresses of the API', () => {
  test.each([
    ['https://a.example/wp-json', 'https://a.example/wp-json/wp/v2/posts'],
    ['https://a.example/wp-json/', 'https://a.example/wp-json/wp/v2/posts'],
    [
      'https://a.example/news/wp-json/wp/v2/posts/?categories=3#x',
      'https://a.example/news/wp-json/wp/v2/posts?categories=3',
    ],
    ['https://a.example/wp-json/wp/v2/posts/12', 'https://a.example/wp-json/wp/v2/posts'],
    ['https://a.example/wp-json/wp/v2/stories', 'https://a.example/wp-json/wp/v2/stories'],
    ['https://a.example/?rest_route=/', 'https://a.example/?rest_route=/wp/v2/posts'],
    [
      'https://a.example/index.php?rest_route=%2Fwp%2Fv2%2Fposts&tags=9',
      'https://a.example/index.php?rest_route=%2Fwp/v2/posts&tags=9',
    ],
    ['https://a.example/feed/', undefined],
  ])('%s is %s', async (url, posts) => {
    world = await openSourceWorld();
    expect(wordPressPosts(url)).toBe(posts);
  });

  test('pages keep what the editor asked for; feeds lie beside', async () => {
    world = await openSourceWorld(() => xml(''));
    const page = new URL(wordPressPage('https://a.example/?rest_route=/wp/v2/posts&categories=3&page=9', 2));
    expect(page.search).toMatch(/^\?rest_route=\/wp\/v2\/posts&categories=3&per_page=50&page=2&_embed=/);
    expect(wordPressFeeds('https://a.example/n/wp-json/wp/v2/posts')).toEqual([
      'https://a.example/n/feed/',
      'https://a.example/n/?feed=rss2',
    ]);
    expect(wordPressFeeds('https://a.example/index.php?rest_route=/wp/v2/posts')).toEqual([
      'https://a.example/?feed=rss2',
      'https://a.example/feed/',
    ]);
  });
});
