import { describe, expect, test } from '@jest/globals';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { BILLION_LAUGHS, rss } from './support/feeds.js';
import { only, parse, refusalOf } from './support/parsed.js';

describe('what is refused', () => {
  test('a web page, naming the feed it points to', () => {
    const page =
      '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>';
    expect(refusalOf(page)).toBe('This is a web page, not a feed. Its feed is at https://tern.example/rss.');
    expect(refusalOf('<html><body>Just a moment...</body></html>')).toMatch(/web page, not a feed\. Give the address/);
  });

  test('an XML bomb, at once', () => {
    const started = performance.now();
    expect(refusalOf(BILLION_LAUGHS)).toMatch(/XML bombs/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('an external entity; a plain DOCTYPE is no harm', () => {
    const item = rss([{ title: 'a', link: 'https://tern.example/a' }]).replace(/<\?xml.*?\?>/, '');
    expect(refusalOf(`<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${item}`)).toMatch(/XML bombs/);
    expect(only(`<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.example/rss.dtd">${item}`).title).toBe(
      'a',
    );
  });

  test.each([
    ['<a>', /nests more than/],
    ['<item><title>', /more than 5,000 elements open/],
    ['<item/>', /more than 150,000 elements/],
  ])('endless repetition of %p', (piece, sentence) => {
    expect(refusalOf(`<rss version="2.0"><channel>${piece.repeat(200_000)}`)).toMatch(sentence);
  });

  test.each(['<![CDATA[', '<!--', '<', '&', '&#', '</a>', '<?'])('of endless %p nothing is left', (piece) => {
    expect(parse(`<rss version="2.0"><channel>${piece.repeat(100_000)}`).entries).toEqual([]);
  });

  test.each([
    ['author', 'a'],
    ['author', 'a@'],
    ['link', 'h'],
    ['title', '&lt;a '],
    ['description', '&lt;img '],
    ['description', 'word. '],
    ['pubDate', '1 a '],
    ['category', 'a:'],
  ])('an endless %s of %p costs no endless time', (name, piece) => {
    const text = piece.repeat(Math.floor(300_000 / piece.length));
    const started = performance.now();
    parse(`<rss version="2.0"><channel><item><guid>1</guid><${name}>${text}</${name}></item></channel></rss>`);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test.each([
    ['', /empty/],
    ['hello', /plain text/],
    ['[1, 2]', /must be an object with "items"/],
    ['{"posts": []}', /"items" is missing/],
    ['{"broken', /not valid JSON/],
    ['<opml version="2.0"/>', /no RSS, Atom or JSON Feed/],
  ])('%p', (text, sentence) => expect(refusalOf(text)).toMatch(sentence));

  test.each([
    [[0x1f, 0x8b, 8, 0], 'a packed file (gzip)'],
    [[0xff, 0xd8, 0xff, 0], 'a picture'],
  ])('what begins with %p, by name: %s', (bytes, words) => {
    const refused = { ok: false, refusal: { detail: `This is ${words}, not a feed.` } };
    expect(parseFeed({ bytes: Uint8Array.from(bytes) })).toMatchObject(refused);
  });

  test('more than 5 MB', () => {
    expect(refusalOf(' '.repeat(5_000_001))).toMatch(/larger than 5 MB/);
  });

  test('entries beyond the five hundredth, with a warning', () => {
    const items = Array.from({ length: 501 }, (_, n) => ({ title: `${n}`, link: `https://tern.example/${n}` }));
    const feed = parse(rss(items));
    expect(feed.entries).toHaveLength(500);
    expect(feed.warnings).toEqual(['Only the first 500 entries are read.']);
  });
});
