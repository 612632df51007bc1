import { afterEach, describe, expect, test } from '@jest/globals';
import { linkHeader } from '../../src/articles/discover/link-header.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { ATOM, JSON_FEED, rss } from './support/feeds.js';
import { html, json, xml, type Site, type SiteAnswer } from './support/site-server.js';
import { openSourceWorld, refusal, type SourceWorld } from './support/source-world.js';

let world: SourceWorld;
afterEach(async () => world.close());

const story = (name: string, extra = '') => ({ title: name, link: `https://tern.example/${name}`, extra });
const poor = xml(rss([story('a'), story('b')]));
const rich = xml(
  rss([
    story('a', '<dc:creator>Ana Reyes</dc:creator><description>Why the boats stay in, told at length.</description>'),
    story('b', '<dc:creator>Bo Li</dc:creator><description>Where the birds went, told at length too.</description>'),
  ]),
);
const link = (href: string, type = 'application/rss+xml', title = '') =>
  `<link rel="alternate" type="${type}" href="${href}" title="${title}">`;

/** A site by its paths. */
const site =
  (pages: Readonly<Record<string, SiteAnswer>>): Site =>
  (path) =>
    pages[path];

describe("a site's feed is found", () => {
  test.each<[string, Readonly<Record<string, SiteAnswer>>, string, string]>([
    ['in the head', { '/': html(link('/news.xml')), '/news.xml': poor }, '/news.xml', 'named by the page'],
    [
      'as Atom, relative to the base',
      { '/': html(`<base href="/deep/">${link('a.atom', 'application/atom+xml')}`), '/deep/a.atom': xml(ATOM) },
      '/deep/a.atom',
      'An Atom feed with 2 stories',
    ],
    [
      'as JSON Feed',
      { '/': html(link('/f.json', 'application/feed+json')), '/f.json': { type: 'application/json', body: JSON_FEED } },
      '/f.json',
      'A JSON Feed with 2 stories',
    ],
    [
      'in the HTTP header',
      {
        '/': { ...html(''), headers: { Link: '</h.xml>; rel="alternate"; type="application/rss+xml"' } },
        '/h.xml': poor,
      },
      '/h.xml',
      'named by the page',
    ],
    ['the richest of several', { '/': html(link('/p') + link('/r')), '/p': poor, '/r': rich }, '/r', 'the richest'],
    [
      'not that of comments',
      { '/': html(link('/comments/feed/', undefined, 'Comments') + link('/f')), '/comments/feed/': rich, '/f': poor },
      '/f',
      'named by the page',
    ],
    [
      'the next when the first is broken',
      { '/': html(link('/gone') + link('/f')), '/f': poor },
      '/f',
      'the richest the page names',
    ],
    [
      'behind a link of the page',
      { '/': html('', '<a href="/x/rss">RSS</a>'), '/x/rss': poor },
      '/x/rss',
      'links to it',
    ],
    ['where feeds usually lie', { '/': html(''), '/rss.xml': poor }, '/rss.xml', 'where feeds usually do'],
  ])('%s', async (_name, pages, path, because) => {
    world = await openSourceWorld(site(pages));
    const source = orThrow(await world.add('/'));
    expect(source).toMatchObject({ kind: 'feed', url: `${world.server.url}${path}` });
    expect(source.chosenBecause).toContain(because);
    expect(orThrow(await world.room.fetchSource(source.id)).new).toBe(2);
  });

  test('of a part of the site, that of the part', async () => {
    const pages = { '/culture/': html(link('/feed') + link('/culture/feed')), '/feed': poor, '/culture/feed': poor };
    world = await openSourceWorld(site(pages));
    expect(orThrow(await world.add('/culture/')).url).toBe(`${world.server.url}/culture/feed`);
  });

  test('and is the feed itself where that was given, fetched once to look', async () => {
    world = await openSourceWorld(site({ '/f': rich }));
    const source = orThrow(await world.add('/f'));
    expect(source).toMatchObject({
      kind: 'feed',
      title: 'The Tern',
      chosenBecause: 'The address is an RSS feed with 2 stories.',
    });
    expect(world.server.requests).toEqual(['/f']);
    expect(world.rung).toEqual([{ name: 'fetch-source', sourceId: source.id }]);
    expect(refusal(await world.add('/f'))).toMatchObject({ code: 'source.exists', kind: 'conflict' });
    expect(refusal(await world.add('/f', { kind: 'feed' }))).toMatchObject({ code: 'source.exists' });
  });

  test('with an address written as people write it', async () => {
    world = await openSourceWorld();
    const outcome = refusal(await world.room.addSource({ newsletter: 'daily', url: '127.0.0.1/feed' }));
    expect(outcome?.detail).toContain('https://127.0.0.1/feed: 127.0.0.1 is a private address');
  });
});

const page = (title: string, body = '') => ({ '/': html(`<title>${title}</title>`, body) });

describe('an address that is no source says why', () => {
  test.each<[string, Readonly<Record<string, SiteAnswer>>, string, string]>([
    ['a page without a feed', page('Hello'), '/', 'This is a web page that names no feed.'],
    ['a sign-in page', page('Welcome', '<input type="password">'), '/', 'This is a sign-in page'],
    ['a robot check', page('Just a moment...'), '/', 'no robot'],
    ['a path that is gone', page('Hello'), '/rss', 'The server answered 404 Not Found.'],
    ['a door that is shut', { '/': { status: 403, body: '' } }, '/', 'The server answered 403 Forbidden.'],
    ['JSON that is no feed', { '/api': json({ hello: 1 }) }, '/api', 'JSON Feed'],
    ['a picture', { '/x': { type: 'image/png', body: '\u0089PNG' } }, '/x', 'feed'],
    [
      'one story',
      { '/s': html('<meta property="og:type" content="article"><meta property="og:title" content="Ferry back">') },
      '/s',
      'This is one story, “Ferry back”, and no feed.',
    ],
  ])('%s', async (_name, pages, path, fault) => {
    world = await openSourceWorld(site(pages));
    const outcome = refusal(await world.add(path));
    expect(outcome).toMatchObject({ code: 'source.unreadable', kind: 'invalid' });
    expect(outcome?.detail).toContain(`${world.server.url}${path}: `);
    expect(outcome?.detail).toContain(fault);
    expect(outcome?.errors).toMatchObject([{ field: 'url', example: 'https://example.org/feed.xml' }]);
    expect(await world.room.sources()).toEqual([]);
    expect(world.rung).toEqual([]);
  });

  test('names what was tried', async () => {
    world = await openSourceWorld(site(page('Hello')));
    const { detail = '' } = refusal(await world.add('/')) ?? {};
    for (const path of ['/feed/', '/rss', '/rss.xml', '/feed.xml', '/atom.xml'])
      expect(detail).toContain(`${world.server.url}${path} (The server answered 404 Not Found. Check the address)`);
    expect(world.server.requests.length).toBeLessThan(15);
  });

  test('shows what the site has instead of a wrong path', async () => {
    world = await openSourceWorld(site({ '/': html(link('/news.xml')), '/news.xml': poor }));
    const outcome = refusal(await world.add('/newz.xml'));
    expect(outcome?.errors).toMatchObject([{ field: 'url', example: `${world.server.url}/news.xml` }]);
  });

  test('a site that does not answer just now is taken, unread, and says so', async () => {
    world = await openSourceWorld(site({ '/': { status: 503, body: '' } }));
    const source = orThrow(await world.add('/'));
    expect(source).toMatchObject({
      kind: 'feed',
      chosenBecause: 'Taken by its address without having been read: The server answered 503 Service Unavailable.',
    });
    world.server.become(() => ({ status: 429, body: '' }));
    for (const [kind, path] of [
      ['wordpress', '/x'],
      ['page', '/x'],
    ])
      expect(refusal(await world.add(path ?? '', { kind }))).toMatchObject({
        code: 'source.failed',
        kind: 'unavailable',
      });
    expect(orThrow(await world.add('/wp-json/'))).toMatchObject({ kind: 'wordpress' });
    expect(orThrow(await world.add('/?key=abc', { kind: 'ghost' }))).toMatchObject({ kind: 'ghost' });
  });

  test('a server inside is never asked, whatever the kind', async () => {
    world = await openSourceWorld();
    const inside = world.server.url.replace('127.0.0.1', '127.0.0.2');
    for (const kind of ['feed', 'wordpress', 'ghost', 'page', undefined]) {
      const outcome = refusal(await world.room.addSource({ newsletter: 'daily', url: `${inside}/?key=k`, kind }));
      expect(outcome?.detail).toContain('FETCH_ALLOW');
    }
    expect(world.server.requests).toEqual([]);
  });
});

test('the Link header in its spellings', async () => {
  world = await openSourceWorld();
  expect(
    linkHeader(
      '<https://a.example/wp-json/>; rel="https://api.w.org/", </x,y>; rel=alternate; title="a, b"; type="t/x"',
    ),
  ).toEqual([
    { href: 'https://a.example/wp-json/', params: { rel: 'https://api.w.org/' } },
    { href: '/x,y', params: { rel: 'alternate', title: 'a, b', type: 't/x' } },
  ]);
  expect(linkHeader(undefined)).toEqual([]);
});
