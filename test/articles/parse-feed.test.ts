import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { ATOM, JSON_FEED, RDF, rss } from './support/feeds.js';
import { only, parse } from './support/parsed.js';

const withExtra = (extra: string) => only(rss([{ title: 'a', link: 'https://tern.example/a', extra }]));
const titleOf = (text: string) => only(rss([{ title: text, link: 'https://tern.example/a' }])).title;
const authorOf = (extra: string) => withExtra(extra).author;
const imageOf = (extra: string) => withExtra(extra).image;

const guidOf = (attribute: string) =>
  only(
    `<rss version="2.0"><channel><item><title>a</title><guid${attribute}>https://tern.example/7</guid></item></channel></rss>`,
  );

const mediaContent = (width: number): string =>
  `<media:content url="https://img.example/${width}.jpg" width="${width}" medium="image"><media:credit>Ben Oduya</media:credit>
   <media:description>A tern</media:description></media:content>`;

describe('the formats', () => {
  test('RSS', () => {
    const feed = parse(
      rss([
        {
          title: 'The harbour reopens',
          link: 'https://tern.example/harbour',
          guid: 'g-1',
          extra: `<description>The ferry sails again after eight months, and the whole island came to see it.</description>
            <pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate><dc:creator>Ana Reyes</dc:creator><category>Local</category>
            <category>Sea</category>`,
        },
      ]),
    );
    expect(feed).toMatchObject({ format: 'rss', title: 'The Tern', language: 'en-GB', warnings: [] });
    expect(feed.entries).toEqual([
      {
        guid: 'g-1',
        url: 'https://tern.example/harbour',
        title: 'The harbour reopens',
        dek: 'The ferry sails again after eight months, and the whole island came to see it.',
        author: 'Ana Reyes',
        categories: ['Local', 'Sea'],
        image: null,
        language: 'en-GB',
        publishedAt: Date.UTC(2026, 10, 21, 10),
        updatedAt: null,
      },
    ]);
  });

  test('Atom: xml:base nests, HTML titles are plain, the feed author stands in', () => {
    const feed = parse(ATOM);
    expect(feed).toMatchObject({ format: 'atom', title: 'Die Seeschwalbe', language: 'de' });
    expect(feed.entries[0]).toMatchObject({
      guid: 'tag:tern.example,2026:1',
      url: 'https://tern.example/de/hafen/offen',
      title: 'Hafen & Fähre',
      author: 'Redaktion',
      categories: ['Lokales'],
      image: { url: 'https://tern.example/de/hafen/bild.jpg' },
      publishedAt: Date.UTC(2026, 10, 20, 8),
      updatedAt: Date.UTC(2026, 10, 21, 10),
    });
    expect(feed.entries[1]).toMatchObject({ url: 'https://tern.example/zwei', author: 'Ana Reyes' });
  });

  test('RDF', () => {
    expect(parse(RDF)).toMatchObject({ format: 'rdf', title: 'Tern RDF', language: 'de-AT' });
    expect(only(RDF)).toMatchObject({
      guid: 'https://tern.example/one',
      url: 'https://tern.example/one',
      title: 'Eins',
      author: 'Ana Reyes',
      categories: ['Kultur'],
      publishedAt: Date.UTC(2026, 10, 21, 9),
    });
  });

  test('JSON Feed: plain texts stay plain, an id that is an address is the link, an untitled note borrows its text', () => {
    const [first, second] = parse(JSON_FEED).entries;
    expect(first).toMatchObject({
      url: 'https://tern.example/j1',
      title: 'Ships < boats',
      author: 'The desk',
      image: { url: 'https://tern.example/j1.jpg' },
    });
    expect(second?.title).toBe('An untitled note about the harbour.');
  });

  test('RSS in JSON', () => {
    const item = {
      title: 'The harbour reopens',
      link: 'https://tern.example/harbour',
      guid: { '#value': 'g-1', isPermaLink: false },
      'dc:creator': 'Ana Reyes',
      pubDate: 'Sat, 21 Nov 2026 10:00:00 GMT',
      category: [{ '@domain': 'x', '#value': 'Local' }, 'Sea'],
      enclosure: { url: 'https://tern.example/a.jpg', type: 'image/jpeg' },
    };
    const text = JSON.stringify({ rss: { version: '2.0', channel: { title: 'The Tern', item: [item] } } });
    expect(parse(text)).toMatchObject({ format: 'json', title: 'The Tern' });
    expect(only(text)).toMatchObject({
      guid: 'g-1',
      url: 'https://tern.example/harbour',
      author: 'Ana Reyes',
      categories: ['Local', 'Sea'],
      image: { url: 'https://tern.example/a.jpg' },
      publishedAt: Date.UTC(2026, 10, 21, 10),
    });
  });

  test('CDF, the oldest', () => {
    const text = `<CHANNEL HREF="https://tern.example/"><TITLE>Tern</TITLE>
      <ITEM HREF="/one" LASTMOD="2026-11-21T10:00:00Z"><TITLE>Eins</TITLE><ABSTRACT>Kurz.</ABSTRACT></ITEM></CHANNEL>`;
    const fields = { url: 'https://tern.example/one', title: 'Eins', updatedAt: Date.UTC(2026, 10, 21, 10) };
    expect(only(text)).toMatchObject(fields);
  });

  test('JSON Feed with line ends in its texts and a comma too many', () => {
    const text =
      '{"title":"T","items":[{"id":7,"url":"https://tern.example/7","title":"Two\nlines","author":{"name":"Ana"}},]}';
    expect(only(text)).toMatchObject({ guid: '7', title: 'Two lines', author: 'Ana' });
  });

  test('Atom with prefixed names', () => {
    const text = `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry><a:id>1</a:id>
      <a:title>Prefixed</a:title><a:link href="https://tern.example/p"/></a:entry></a:feed>`;
    expect(only(text)).toMatchObject({ guid: '1', title: 'Prefixed', url: 'https://tern.example/p' });
  });
});

describe('what publishers really write', () => {
  test('titles escaped twice, with markup, with bare ampersands', () => {
    expect(titleOf('Bill rises to &amp;#163;300m')).toBe('Bill rises to £300m');
    expect(titleOf('<![CDATA[<em>Tern</em> &amp; gull]]>')).toBe('Tern & gull');
    expect(titleOf('Marks & Spencer &auml;')).toBe('Marks & Spencer ä');
  });

  test('relative links, against the site', () => {
    expect(only(rss([{ title: 'a', link: '/content/1' }])).url).toBe('https://tern.example/content/1');
  });

  test('a Content-Location header is the base where the channel names none', () => {
    const text = '<rss version="2.0"><channel><item><title>a</title><link>one</link></item></channel></rss>';
    expect(parse(text, { 'content-location': 'https://other.example/x/' }).entries[0]?.url).toBe(
      'https://other.example/x/one',
    );
  });

  test('a permalink guid is the link where there is none, another is not', () => {
    expect(guidOf('').url).toBe('https://tern.example/7');
    expect(guidOf(' isPermaLink="false"').url).toBeNull();
  });

  test('blank lines in front, control characters and a bare ]]> inside', () => {
    const text = `\n\n  ${rss([{ title: 'A\u0006B', link: 'https://tern.example/a', extra: '<description><![CDATA[x]]]></description>' }])}`;
    expect(only(text)).toMatchObject({ title: 'AB', dek: 'x]' });
  });

  test('Latin-1 without a declaration, windows-1251 with one', () => {
    const latin = rss([{ title: 'Grüße aus Köln', link: 'https://tern.example/a' }]).replace(/<\?xml.*?\?>/, '');
    expect(parse(iconv.encode(latin, 'latin1')).entries[0]?.title).toBe('Grüße aus Köln');
    const russian = rss([{ title: 'Паром', link: 'https://tern.example/a' }]).replace('UTF-8', 'windows-1251');
    expect(parse(iconv.encode(russian, 'windows-1251')).entries[0]?.title).toBe('Паром');
  });

  test('bylines: names, never bare addresses', () => {
    expect(authorOf('<author>desk@tern.example (Ana Reyes)</author>')).toBe('Ana Reyes');
    expect(authorOf('<author>desk@tern.example</author>')).toBeNull();
    expect(authorOf('<dc:creator>By Ana Reyes</dc:creator><dc:creator>Ben Oduya</dc:creator>')).toBe(
      'Ana Reyes, Ben Oduya',
    );
  });

  test('machine tags are no sections', () => {
    const extra = '<category>topics:things/terns</category><category>Nature</category>';
    expect(only(rss([{ title: 'a', link: 'https://tern.example/a', extra }])).categories).toEqual(['Nature']);
  });

  test('a date that means nothing is no date', () => {
    const extra = '<pubDate>soon</pubDate>';
    expect(only(rss([{ title: 'a', link: 'https://tern.example/a', extra }])).publishedAt).toBeNull();
  });
});

describe('the picture', () => {
  test('is the smallest of at least 600 pixels, with its credit and description', () => {
    expect(imageOf([1200, 140, 700, 460].map(mediaContent).join(''))).toEqual({
      url: 'https://img.example/700.jpg',
      alt: 'A tern',
      credit: 'Ben Oduya',
    });
    expect(imageOf([140, 460].map(mediaContent).join(''))?.url).toBe('https://img.example/460.jpg');
  });

  test('is a thumbnail, an attached file or the first picture of the text, in this order', () => {
    const inText = '<description>&lt;p&gt;&lt;img src="/in-text.jpg" alt="Sea"&gt;&lt;/p&gt;</description>';
    const attached = '<enclosure url="https://img.example/file.jpg" type="image/jpeg" length="0"/>';
    const thumbnail = '<media:thumbnail url="https://img.example/thumb.jpg"/>';
    expect(imageOf(inText + attached + thumbnail)?.url).toBe('https://img.example/thumb.jpg');
    expect(imageOf(inText + attached)?.url).toBe('https://img.example/file.jpg');
    expect(imageOf(inText)).toEqual({ url: 'https://tern.example/in-text.jpg', alt: 'Sea', credit: null });
  });

  test('is never a counting pixel, an icon, a video or an inline file', () => {
    const html = [
      '<img src="https://stats.wordpress.com/b.gif">',
      '<img src="https://t.example/t.png" width="1" height="1">',
      '<img src="data:image/png;base64,xxxx">',
    ].join('');
    expect(imageOf(`<description><![CDATA[${html}]]></description>`)).toBeNull();
    expect(imageOf('<enclosure url="https://img.example/a.mp4" type="video/mp4" length="1"/>')).toBeNull();
  });
});
