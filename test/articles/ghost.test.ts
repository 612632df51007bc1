import { afterEach, describe, expect, test } from '@jest/globals';
import { ghostPage, ghostPosts, ghostPostsOfSite } from '../../src/articles/cms/ghost-address.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { GHOST_KEY, ghostPost, ghostSite } from './support/ghost-site.js';
import { openSourceWorld, refusal, type SourceWorld } from './support/source-world.js';

let world: SourceWorld;
afterEach(async () => world.close());

const API = `/ghost/api/content/posts/?key=${GHOST_KEY}`;

describe('a Ghost site', () => {
  test.each([
    ['its API with the key', API, {}],
    ['its API without the last part', `/ghost/api/content/?key=${GHOST_KEY}`, {}],
    ['its own address with the key', `/?key=${GHOST_KEY}`, {}],
    ['its own address with the key and the kind', `/?key=${GHOST_KEY}`, { kind: 'ghost' }],
  ])('is added by %s', async (_name, path, more) => {
    world = await openSourceWorld(ghostSite([ghostPost('Ferries < boats')]));
    const { source, articles } = await world.stories(path, more);
    expect(source).toMatchObject({
      kind: 'ghost',
      url: `${world.server.url}/ghost/api/content/posts/?key=…`,
      title: 'The Tern & Gull',
    });
    expect(articles).toMatchObject([
      {
        title: 'Ferries < boats',
        dek: 'All about Ferries < boats, in as many words as the editor of this paper thinks a reader has time for.',
        author: 'Ana Reyes, Bo Li',
        section: 'Harbour & Sea',
        publishedAt: Date.UTC(2026, 10, 21, 9),
        image: null,
      },
    ]);
  });

  test('brings the picture with alt text and credit, and shows nobody what is for members', async () => {
    const picture = {
      feature_image: 'https://tern.example/quay.jpg',
      feature_image_alt: 'Two boats',
      feature_image_caption: '<span>Photo by <a href="https://x.example">Bo Li</a> / Unsplash</span>',
    };
    const members = { visibility: 'paid', excerpt: 'The paid part of it.', custom_excerpt: null };
    const draft = { status: 'draft' };
    world = await openSourceWorld(
      ghostSite([ghostPost('Open', picture), ghostPost('Paid', members), ghostPost('Draft', draft), { id: 1 }]),
    );
    const { articles } = await world.stories(API);
    const byTitle = Object.fromEntries(articles.map((article) => [article.title, article]));
    expect(Object.keys(byTitle).toSorted()).toEqual(['Open', 'Paid']);
    expect(byTitle['Open']?.image).toEqual({
      url: 'https://tern.example/quay.jpg',
      alt: 'Two boats',
      credit: 'Photo by Bo Li / Unsplash',
    });
    expect(byTitle['Paid']?.dek).toBeNull();
  });

  test('is read page by page', async () => {
    world = await openSourceWorld(ghostSite(Array.from({ length: 120 }, (_, n) => ghostPost(`Story ${n}`))));
    expect((await world.stories(API)).counts.new).toBe(120);
  });

  test('its key is in no listing, log, refusal or error', async () => {
    world = await openSourceWorld(ghostSite([ghostPost('One')]));
    const { source } = await world.stories(API);
    world.server.become(ghostSite([ghostPost('One')], 'another'));
    const refused = refusal(await world.room.fetchSource(source.id));
    expect(refused).toMatchObject({ code: 'source.failed', kind: 'invalid' });
    expect(refused?.detail).toContain('Ghost does not know the key in this address any more.');
    const again = refusal(await world.add(API));
    const wrong = refusal(await world.add(`${API}&filter=featured:true`));
    const seen = [await world.room.sources(), refused, again, wrong, world.logged, source];
    expect(JSON.stringify(seen)).not.toContain(GHOST_KEY);
    expect(world.server.requests.some((url) => url.includes(GHOST_KEY))).toBe(true);
    expect((await world.sources.byId(source.id))?.url).toContain(GHOST_KEY);
  });

  test('a wrong key and a missing one are refused with the right form', async () => {
    world = await openSourceWorld(ghostSite([ghostPost('One')]));
    const wrong = refusal(await world.add('/ghost/api/content/posts/?key=guessed'));
    expect(wrong).toMatchObject({ code: 'source.unreadable', kind: 'invalid' });
    expect(wrong?.errors).toMatchObject([
      { field: 'url', example: `${world.server.url}/ghost/api/content/posts/?key=…` },
    ]);
    expect(wrong?.detail).toContain('Copy the Content API key from Ghost');
    const missing = refusal(await world.add('/', { kind: 'ghost' }));
    expect(missing?.errors).toMatchObject([{ field: 'url', fault: expect.stringContaining('lacks the key') }]);
    expect(await world.room.sources()).toEqual([]);
  });

  test('without a key its feed is taken, and how to get more is said', async () => {
    world = await openSourceWorld(ghostSite([ghostPost('One')]));
    const source = orThrow(await world.add('/'));
    expect(source).toMatchObject({ kind: 'feed', url: `${world.server.url}/rss/` });
    expect(source.chosenBecause).toContain('With its Content API key Ghost tells more');
  });
});

test('addresses of the API', async () => {
  world = await openSourceWorld();
  expect(ghostPosts('https://a.example/blog/ghost/api/v3/content/settings/?key=k&limit=3&filter=tag:news')).toBe(
    'https://a.example/blog/ghost/api/v3/content/posts/?key=k&filter=tag%3Anews',
  );
  expect(ghostPosts('https://a.example/?key=k')).toBeUndefined();
  expect(ghostPostsOfSite('https://a.example/blog/?key=k')).toBe(
    'https://a.example/blog/ghost/api/content/posts/?key=k',
  );
  expect(ghostPostsOfSite('https://a.example/')).toBeUndefined();
  expect(ghostPage('https://a.example/ghost/api/content/posts/?key=k', 2)).toMatch(/\?key=k&.*&page=2$/);
});
