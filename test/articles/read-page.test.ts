import { describe, expect, test } from '@jest/globals';
import { jsonAnswer } from '../../src/articles/cms/json-answer.js';
import { readThings } from '../../src/articles/page/linked-data.js';
import { readPage } from '../../src/articles/page/read-page.js';

const HERE = 'https://tern.example/2026/harbour?utm_source=x';

const read = (html: string, url = HERE, headers: Record<string, string> = {}) =>
  readPage({ bytes: Buffer.from(html), url, headers });

function entry(html: string, url = HERE, headers: Record<string, string> = {}) {
  const page = read(html, url, headers);
  if (!page.ok) throw new Error(page.refusal.detail);
  return page.value.entries[0];
}

const ld = (data: unknown): string => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

const NEWS = {
  '@context': 'https://schema.org',
  '@type': 'NewsArticle',
  headline: 'The harbour reopens &amp; the ferry is back',
  description: 'After eight months of work the first boat left at dawn, with forty people on board.',
  author: [
    { '@type': 'Person', name: 'Ana Reyes' },
    { '@type': 'Person', name: 'Bo Li' },
  ],
  datePublished: '2026-11-21T07:30:00+01:00',
  dateModified: '2026-11-21T09:00:00+01:00',
  articleSection: ['Harbour', 'Transport'],
  inLanguage: 'en-GB',
  image: {
    '@type': 'ImageObject',
    url: '/quay.jpg',
    width: 1200,
    height: 800,
    caption: 'The quay',
    creditText: 'Bo Li',
  },
  mainEntityOfPage: { '@id': 'https://tern.example/2026/harbour' },
};

const EXPECTED = {
  url: 'https://tern.example/2026/harbour',
  title: 'The harbour reopens & the ferry is back',
  dek: 'After eight months of work the first boat left at dawn, with forty people on board.',
  author: 'Ana Reyes, Bo Li',
  categories: ['Harbour', 'Transport'],
  image: { url: 'https://tern.example/quay.jpg', alt: 'The quay', credit: 'Bo Li' },
  language: 'en-GB',
  publishedAt: Date.UTC(2026, 10, 21, 6, 30),
  updatedAt: Date.UTC(2026, 10, 21, 8),
};

describe('a story by its JSON-LD', () => {
  test.each([
    ['alone', ld(NEWS)],
    ['in a list', ld([{ '@type': 'BreadcrumbList', name: 'x' }, NEWS])],
    ['in a graph, with its people and pictures by their ids', ld({ '@context': 'x', '@graph': graph() })],
    ['with several types', ld({ ...NEWS, '@type': ['Thing', 'http://schema.org/ReportageNewsArticle'] })],
    ['within the page it is the main thing of', ld({ '@type': 'WebPage', mainEntity: NEWS })],
    ['beside others, by its address', ld([{ ...NEWS, headline: 'Another', mainEntityOfPage: '/other' }, NEWS])],
    ['with raw line breaks, in comments', ld(NEWS).replace('at dawn', 'at\ndawn').replace('{', '<!-- {') + '<!-- -->'],
  ])('%s', (_name, head) => {
    expect(entry(`<html><head>${head}</head></html>`)).toMatchObject(EXPECTED);
  });

  test('a broken script does not hide what the rest of the page says', () => {
    const head = `<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>${OPEN_GRAPH}`;
    expect(entry(head)).toMatchObject({ title: 'The harbour reopens' });
  });

  test('a headline cut at 110 letters gives way to the whole one', () => {
    const whole = 'The harbour reopens after eight months of works that cost more than anybody had thought they could';
    const head = ld({ ...NEWS, headline: `${whole.slice(0, 60)}...` });
    expect(entry(`${head}<h1>${whole}</h1>`)?.title).toBe(whole);
  });
});

function graph() {
  const { author: _author, image, ...story } = NEWS;
  return [
    { ...story, author: [{ '@id': '#ana' }, { '@id': '#bo' }], image: { '@id': '#quay' } },
    { ...image, '@id': '#quay' },
    { '@type': 'Person', '@id': '#ana', name: 'Ana Reyes' },
    { '@type': 'Person', '@id': '#bo', name: 'Bo Li' },
  ];
}

const OPEN_GRAPH = `<title>The harbour reopens | The Tern</title>
  <meta property="og:type" content="article"><meta property="og:site_name" content="The Tern">
  <meta property="og:title" content="The harbour reopens | The Tern">
  <meta property="og:description" content="The first boat left at dawn.">
  <meta property="og:image" content="https://img.example/quay.jpg?w=1200">
  <meta property="og:image:width" content="1200"><meta property="og:image:alt" content="Two boats at the quay">
  <meta property="article:published_time" content="2026-11-21T06:30:00Z">
  <meta property="article:author" content="https://social.example/tern"><meta name="author" content="By Ana Reyes">
  <meta property="article:section" content="Harbour"><meta property="og:locale" content="en_GB">`;

describe('a story by its meta data', () => {
  test('Open Graph and its kin', () => {
    expect(entry(OPEN_GRAPH)).toMatchObject({
      url: HERE,
      title: 'The harbour reopens',
      dek: 'The first boat left at dawn.',
      author: 'Ana Reyes',
      categories: ['Harbour'],
      image: { url: 'https://img.example/quay.jpg?w=1200', alt: 'Two boats at the quay', credit: null },
      language: 'en-GB',
      publishedAt: Date.UTC(2026, 10, 21, 6, 30),
    });
  });

  test.each([
    ['the canonical link', '<link rel="canonical" href="/2026/harbour">', 'https://tern.example/2026/harbour'],
    ['og:url', '<meta property="og:url" content="https://tern.example/harbour">', 'https://tern.example/harbour'],
    ['not the front page', '<link rel="canonical" href="https://tern.example/">', HERE],
    ['no script', '<link rel="canonical" href="javascript:alert(1)">', HERE],
  ])('its address: %s', (_name, head, url) => {
    expect(entry(OPEN_GRAPH + head)?.url).toBe(url);
  });

  test('words for its picture where another mention has them', () => {
    const picture = '<article><img src="https://img.example/quay.jpg?w=300" alt="At the quay"></article>';
    const head = OPEN_GRAPH.replace(/<meta property="og:image:alt"[^>]*>/, '');
    expect(entry(head + picture)?.image).toMatchObject({
      url: 'https://img.example/quay.jpg?w=1200',
      alt: 'At the quay',
    });
  });
});

const TEXT = 'The first boat left at dawn, with forty people and a dog on board. '.repeat(4);
const BARE = `<title>The harbour reopens - The Tern</title><nav><p>Menu and more of the menu</p></nav>
  <main><h1>The harbour <em>reopens</em></h1><header><time datetime="2026-11-21T06:30:00Z">Saturday</time></header>
  <figure><img src="quay.jpg" alt="Two boats"><figcaption><p>Not this</p></figcaption></figure>
  <p>${TEXT}</p><script>var p = "<p>nor this</p>"</script><p>${TEXT}</p></main><footer><p>Nor that</p></footer>`;

describe('a story by its text alone', () => {
  test('headline, first sentences, time and picture', () => {
    expect(entry(BARE)).toMatchObject({
      title: 'The harbour reopens',
      dek: TEXT.slice(0, 200).trim(),
      image: { url: 'https://tern.example/2026/quay.jpg', alt: 'Two boats' },
      publishedAt: Date.UTC(2026, 10, 21, 6, 30),
      author: null,
    });
  });

  test.each([
    ['declared in the page', '<meta charset="windows-1251">', {}],
    ['declared in HTTP', '', { 'content-type': 'text/html; charset=windows-1251' }],
  ])('in an old encoding, %s', (_name, head, headers) => {
    const page = `<html><head>${head}<meta property="og:type" content="article"><title>x</title></head><h1>@</h1></html>`;
    const [before = '', after = ''] = page.split('@');
    /** "Порт" in windows-1251. */
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xcf, 0xee, 0xf0, 0xf2]), Buffer.from(after)]);
    const story = readPage({ bytes, url: HERE, headers });
    expect(story.ok && story.value.entries[0]?.title).toBe('Порт');
  });
});

describe('a page that is no story', () => {
  test.each([
    ['a front page', BARE, 'https://tern.example/', 'is no single story'],
    ['a list', `<h1>News</h1><ul><li><a href="/a">A</a></li></ul>`, HERE, 'is no single story'],
    [
      'many stories',
      ld([NEWS, { ...NEWS, headline: 'B' }].map((s) => ({ ...s, mainEntityOfPage: '/z' }))),
      HERE,
      'single',
    ],
    ['a sign-in page', '<title>Welcome</title><input type=password>', HERE, 'This is a sign-in page'],
    ['a robot check', '<title>Just a moment...</title>', HERE, 'no robot'],
    ['nothing', '', HERE, 'This page is no single story'],
    ['bytes', '\u0000\u0001\u0002', HERE, 'This page is no single story'],
  ])('%s is refused in words', (_name, html, url, words) => {
    const page = read(html, url);
    expect(page.ok ? '' : page.refusal.detail).toContain(words);
  });

  test.each([
    ['nested too deep', '<div>'.repeat(200_000)],
    ['opened and wrongly closed', '<b>'.repeat(120_000) + '</i>'.repeat(120_000)],
    ['with JSON in JSON', `<script type="application/ld+json">${'['.repeat(150_000)}</script>`],
    ['with an attribute without an end', `<a title="${'x '.repeat(900_000)}`],
    ['with one script of lists', ld(Array.from({ length: 30_000 }, () => [[]]))],
  ])('a page %s costs a moment', (_name, html) => {
    const before = process.cpuUsage();
    read(html);
    const { user, system } = process.cpuUsage(before);
    /** Measured 10 to 120 ms; what these guard against takes minutes. */
    expect((user + system) / 1_000).toBeLessThan(5_000);
  });
});

const nested = (depth: number): string => `${'['.repeat(depth)}{"@type":"Thing"}${']'.repeat(depth)}`;

describe('JSON of strangers', () => {
  test('is not read where it nests deeper than anything honest', () => {
    expect([nested(20), nested(300)].map((script) => readThings([script]))).toEqual([[{ '@type': 'Thing' }], []]);
    const answers = [nested(20), nested(300)].map((text) => jsonAnswer({ bytes: Buffer.from(text) }));
    expect(answers.map(Array.isArray)).toEqual([true, false]);
  });

  test('is freed from what stands around it in one go', () => {
    const name = 'x'.repeat(400_000);
    expect(readThings([`//<![CDATA[\n{"name":"${name}"}\n//]]`, `<!-- {"name":"b"} -->`, 'none'])).toEqual([
      { name: 'b' },
    ]);
    expect(readThings([`{"name":"${name}"} -->`])).toEqual([{ name }]);
  });
});
