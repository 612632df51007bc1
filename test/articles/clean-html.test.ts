import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, nat, oneof, property, tuple } from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanHtml } from '../../src/articles/clean-html.js';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { HOSTILE, liveParts, liveText } from './support/hostile.js';

describe("an editor's note", () => {
  test.each([
    ['<p>Good <b>morning</b>, <i>all</i></p>', '<p>Good <strong>morning</strong>, <em>all</em></p>'],
    [
      '<a href="https://tern.example/?a=1&b=2" title="x">here</a>',
      '<a href="https://tern.example/?a=1&amp;b=2">here</a>',
    ],
    ['<a href="mailto:desk@tern.example">write</a>', '<a href="mailto:desk@tern.example">write</a>'],
    ['<ul><li>one<li>two</ul>', '<ul><li>one</li><li>two</li></ul>'],
    ['<h1>Head</h1>Fish &amp; chips', 'Head<br>Fish &amp; chips'],
    ['3 < 4 & "5"', '3 &lt; 4 &amp; "5"'],
    ['<em>never closed', '<em>never closed</em>'],
    ['<strong>crossed <em>over</strong> here</em>', '<strong>crossed <em>over</em></strong> here'],
  ])('%s', (html, clean) => expect(cleanHtml(html).html).toBe(clean));

  test('has a text with a line for each block', () => {
    expect(cleanHtml('<p>One</p><ul><li>Two &amp; a half</li></ul>').text).toBe('One\nTwo & a half');
  });

  test.each(HOSTILE)('%j is harmless', (html) => {
    const { html: clean, text } = cleanHtml(html);
    expect(liveParts(clean)).toEqual([]);
    expect(text.split('\n').map(liveText)).toEqual(text.split('\n').map(() => undefined));
    expect(cleanHtml(clean).html).toBe(clean);
  });
});

/** The places of a feed in which markup arrives. */
const PLACES: Readonly<Record<string, (html: string) => string>> = {
  item_description: (html) => `<description>${escaped(html)}</description>`,
  item_content_encoded: (html) => `<content:encoded>${cdata(html)}</content:encoded>`,
  item_body: (html) => `<body>${escaped(html)}</body>`,
  item_xhtml_body: (html) => `<body xmlns="http://www.w3.org/1999/xhtml">${html}</body>`,
  item_fullitem: (html) => `<fullitem>${escaped(html)}</fullitem>`,
  item_title: (html) => `<title>${escaped(html)}</title>`,
  item_author: (html) => `<author>${escaped(html)}</author>`,
  item_category: (html) => `<category>${cdata(html)}</category>`,
  item_link: (html) => `<title>safe</title><link>${escaped(html)}</link>`,
  item_credit: (html) =>
    `<media:content url="https://tern.example/a.jpg" medium="image"><media:credit>${escaped(html)}</media:credit></media:content>`,
  entry_title: (html) => `<title type="html">${escaped(html)}</title>`,
  entry_summary: (html) => `<summary type="html">${escaped(html)}</summary>`,
  entry_content: (html) => `<content type="html">${cdata(html)}</content>`,
};

const escaped = (html: string): string => html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const cdata = (html: string): string => `<![CDATA[${html.replaceAll(']]>', '')}]]>`;

function feedWith(place: string, html: string): string {
  const inside = PLACES[place]?.(html) ?? '';
  return place.startsWith('entry')
    ? `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>${inside}</entry></feed>`
    : `<rss><channel><item><guid isPermaLink="false">1</guid>${inside}</item></channel></rss>`;
}

/** Every text of the entries goes to pages, mail and headers, every address becomes a link or a picture. */
function expectHarmless(place: string, html: string): void {
  const parsed = parseFeed({ bytes: Buffer.from(feedWith(place, html)), url: 'https://tern.example/feed' });
  for (const { url, title, dek, author, image, categories } of parsed.ok ? parsed.value.entries : []) {
    for (const text of [title, dek, author, image?.alt, image?.credit, ...categories])
      expect(liveText(text ?? '')).toBeUndefined();
    for (const address of [url, image?.url]) expect(address ?? 'https://').toMatch(/^https?:\/\/[^\s"<>]*$/i);
  }
}

describe('a feed', () => {
  test.each(Object.keys(PLACES))('with hostile markup as its %s says nothing live', (place) => {
    for (const html of HOSTILE) expectHarmless(place, html);
  });

  test('of hostile markup cut up, doubled and mixed says nothing live either', () => {
    const piece = oneof(
      constantFrom(...HOSTILE),
      constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&lt;',
        '&#60;',
        '&amp;lt;',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '</',
        '\u0000',
        '\n',
        '`',
        '=',
        '/',
      ),
      tuple(constantFrom(...HOSTILE), nat(80), nat(80)).map(([html, from, length]) => html.slice(from, from + length)),
    );
    const mixed = array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    assert(
      property(mixed, constantFrom(...Object.keys(PLACES)), (html, place) => {
        expectHarmless(place, html);
        expect(liveParts(cleanHtml(html).html)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

const EXPECTED = fileURLToPath(new URL('../../../shared/corpora/feeds/sanitize_expected.jsonl', import.meta.url));

describe('the sanitising cases of the Universal Feed Parser', () => {
  if (!existsSync(EXPECTED)) {
    test('are not looked at', () => {
      console.info(`No cases at ${EXPECTED}, so they are not tried here.`);
      expect(existsSync(EXPECTED)).toBe(false);
    });
    return;
  }

  /** Their files are not part of the corpus; their names say which element or handler stands where. */
  const cases = readFileSync(EXPECTED, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; entries: readonly Record<string, unknown>[] });

  test(`${cases.length} of them: what may be left is read, what is named is gone`, () => {
    for (const { file, entries } of cases) {
      const name = basename(file, '.xml');
      const place = Object.keys(PLACES).find((key) => name.startsWith(`${key}_`)) ?? 'item_description';
      const what = name.slice(place.length + 1);
      const hostile = what.startsWith('on')
        ? `<img src="https://tern.example/a.jpg" ${what}="steal()" />`
        : `safe<${what} src="https://evil.example/">steal()</${what}> description`;
      expectHarmless(place, hostile);
      for (const left of entries
        .flatMap((entry) => Object.values(entry))
        .filter((value) => typeof value === 'string')) {
        expectHarmless(place, left);
        expect(liveParts(cleanHtml(left).html)).toEqual([]);
      }
    }
  });
});
