import { afterEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../src/kernel/refusal.js';
import { rss } from './support/feeds.js';
import { html, xml, type Site, type SiteAnswer } from './support/site-server.js';
import { openSourceWorld, refusal, type SourceWorld } from './support/source-world.js';

const HOUR = 3_600_000;

let world: SourceWorld;
afterEach(async () => world.close());

const story = (title: string): SiteAnswer =>
  html(
    `<meta property="og:type" content="article"><meta property="og:title" content="${title}">
     <link rel="canonical" href="https://tern.example/2026/harbour">
     <meta property="og:image" content="/quay.jpg"><meta property="og:image:alt" content="Two boats">
     <meta property="article:section" content="Harbour &amp;amp; Sea">`,
  );

const site =
  (pages: Readonly<Record<string, SiteAnswer>>): Site =>
  (path) =>
    pages[path];

const link = (path = '/2026/harbour?utm_source=mail') => ({ newsletter: 'daily', url: `${world.server.url}${path}` });

describe('a story by its link', () => {
  test('is read at once, known by its canonical address, and a candidate', async () => {
    world = await openSourceWorld(site({ '/2026/harbour': story('The harbour reopens') }));
    const added = orThrow(await world.room.addArticle(link()));
    expect(added.created).toBe(true);
    expect(added.article).toMatchObject({
      url: 'https://tern.example/2026/harbour',
      title: 'The harbour reopens',
      image: { url: `${world.server.url}/quay.jpg`, alt: 'Two boats', credit: null },
    });
    expect(await world.candidates()).toMatchObject([{ id: added.article.id, newsletterSection: 'Harbour & Sea' }]);
    expect(orThrow(await world.room.addArticle(link()))).toEqual({ created: false, article: added.article });
    expect(await world.room.sources()).toMatchObject([{ kind: 'page', title: 'The harbour reopens' }]);
  });

  test('is the story a feed brought already', async () => {
    const feed = xml(rss([{ title: 'The harbour reopens', link: 'https://tern.example/2026/harbour' }]));
    world = await openSourceWorld(site({ '/2026/harbour': story('The harbour reopens'), '/feed': feed }));
    const { articles } = await world.stories('/feed');
    const added = orThrow(await world.room.addArticle(link()));
    expect(added).toMatchObject({ created: false, article: { id: articles[0]?.id } });
    expect(await world.candidates()).toHaveLength(1);
  });

  test('is watched for changes for three days, then left alone', async () => {
    world = await openSourceWorld(site({ '/2026/harbour': story('The harbour reopens') }));
    const { id } = orThrow(await world.room.addArticle(link())).article;
    const [source] = await world.room.sources();
    expect(await world.room.dueSources()).toEqual([]);
    world.clock.advance(HOUR);
    expect(await world.room.dueSources()).toHaveLength(1);
    world.server.become(site({ '/2026/harbour': story('The harbour reopens late') }));
    await world.room.fetchDueSource(source?.id ?? '');
    expect(await world.candidates()).toMatchObject([{ id, title: 'The harbour reopens late', version: 2 }]);
    world.clock.advance(72 * HOUR);
    await world.room.fetchDueSource(source?.id ?? '');
    world.clock.advance(365 * 24 * HOUR);
    expect(await world.room.dueSources()).toEqual([]);
  });

  test('may be added as a source too', async () => {
    world = await openSourceWorld(site({ '/2026/harbour': story('The harbour reopens') }));
    const { source, counts } = await world.stories('/2026/harbour', { kind: 'page', section: 'Local' });
    expect(source).toMatchObject({ kind: 'page', chosenBecause: 'The page is one story.', section: 'Local' });
    expect(counts.new).toBe(1);
  });

  test.each<[string, Readonly<Record<string, SiteAnswer>>, string]>([
    ['a front page', { '/x': html('<title>The Tern</title>') }, '“The Tern” is no single story'],
    ['404', {}, 'The server answered 404 Not Found.'],
    ['a feed', { '/x': xml(rss([])) }, 'is no single story'],
  ])('%s is refused in words, and nothing stays', async (_name, pages, words) => {
    world = await openSourceWorld(site(pages));
    const outcome = refusal(await world.room.addArticle(link('/x')));
    expect(outcome).toMatchObject({ code: 'source.unreadable', kind: 'invalid' });
    expect(outcome?.detail).toContain(words);
    expect(outcome?.errors).toMatchObject([{ field: 'url', example: 'https://example.org/2026/harbour-reopens' }]);
    expect(await world.room.sources()).toEqual([]);
    expect(await world.candidates()).toEqual([]);
  });

  test('the address of a source is none', async () => {
    world = await openSourceWorld(site({ '/feed': xml(rss([{ title: 'A', link: 'https://tern.example/a' }])) }));
    await world.stories('/feed');
    expect(refusal(await world.room.addArticle(link('/feed')))).toMatchObject({ kind: 'conflict' });
    expect(refusal(await world.room.addArticle({ newsletter: 'hourly', url: 'https://a.example' }))?.code).toBe(
      'newsletter.unknown',
    );
    expect(refusal(await world.room.addArticle({ newsletter: 'daily' }))?.errors).toMatchObject([{ field: 'url' }]);
  });
});
