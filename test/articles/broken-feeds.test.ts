import { describe, expect, test } from '@jest/globals';
import { parseFeed } from '../../src/articles/parse-feed.js';
import type { ParsedFeed } from '../../src/articles/parsed-feed.js';

function parse(text: string): ParsedFeed {
  const parsed = parseFeed({ bytes: Buffer.from(text), url: 'https://tern.example/feed.xml' });
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return parsed.value;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const item = (title: string, extra = '') =>
  `<item><title>${title}</title><link>https://tern.example/${title.slice(0, 3)}</link>${extra}</item>`;
const rss = (items: string) => `<rss version="2.0"><channel><title>Tern</title>${items}</channel></rss>`;
const titles = (text: string) => parse(text).entries.map(({ title }) => title);

describe('a document that breaks off', () => {
  const whole = DECLARATION + rss(item('one') + item('two', '<description>It was a quiet day.</description>'));

  test.each([
    ['after an item', whole.indexOf('<item><title>two'), ['https://tern.example/one']],
    ['in a link', whole.indexOf('/two') + 2, ['https://tern.example/one', null]],
    ['in a tag', whole.indexOf('<link>https://tern.example/two') + 3, ['https://tern.example/one', null]],
    ['in a description', whole.indexOf('quiet'), ['https://tern.example/one', 'https://tern.example/two']],
  ])('%s keeps what is whole, and never half a link or half a text', (_, length, urls) => {
    const feed = parse(whole.slice(0, length));
    expect(feed.entries.map(({ url }) => url)).toEqual(urls);
    expect(feed.entries.map(({ dek }) => dek)).not.toContainEqual(expect.stringContaining('It was'));
    expect(feed.warnings).toContainEqual(expect.stringContaining('breaks off before its end'));
  });

  test('in CDATA', () => {
    const text = `${DECLARATION}<rss><channel>${item('one')}<item><title>two</title><description><![CDATA[It was`;
    expect(parse(text).entries).toMatchObject([{ title: 'one' }, { title: 'two', dek: null }]);
  });
});

describe('what stands around a feed', () => {
  test.each([
    ['a warning of PHP', `<br />\n<b>Warning</b>: foo() in <b>/x.php</b> on line <b>3</b><br />\n${DECLARATION}`, ''],
    ['a notice', `Notice: something\n${DECLARATION}`, ''],
    ['blank lines and a byte order mark', `\n\n\ufeff${DECLARATION}`, ''],
    ['two byte order marks', `\ufeff\ufeff${DECLARATION}`, ''],
    ['a comment with dashes', `${DECLARATION}<!-- a -- b -->`, ''],
    ['a document type of web pages', `${DECLARATION}<!DOCTYPE html>`, ''],
    ['a script after it', DECLARATION, '<!-- cached --><script>stats()</script>'],
    ['another feed after it', DECLARATION, DECLARATION + rss(item('two'))],
    ['an envelope', '<answer>', '</answer>'],
  ])('%s does no harm', (_, before, after) => expect(titles(before + rss(item('one')) + after)).toEqual(['one']));

  test.each([
    ['no channel', `<rss version="2.0">${item('one')}</rss>`],
    ['items beside the channel', `<rss version="2.0"><channel><title>T</title></channel>${item('one')}</rss>`],
    [
      'capitals',
      rss(item('one')).replaceAll(/<(\/?)(\w+)/g, (_, slash: string, name: string) => `<${slash}${name.toUpperCase()}`),
    ],
    ['a default namespace of its own', rss(item('one')).replace('<rss', '<rss xmlns="http://tern.example/ns"')],
    ['the namespace of Atom', rss(item('one')).replace('<rss', '<rss xmlns="http://www.w3.org/2005/Atom"')],
    [
      'a prefix throughout',
      rss(item('one'))
        .replace('<rss', '<rss xmlns:r="http://backend.userland.com/rss2"')
        .replaceAll(/<(\/?)(\w)/g, '<$1r:$2'),
    ],
  ])('%s', (_, text) => expect(titles(text)).toEqual(['one']));
});

describe('broken markup', () => {
  test.each([
    ['bare & and <', item('2 < 3 & <3'), '2 < 3 & <3'],
    ['a title closed by another name', '<item><title>one</titel><link>https://tern.example/1</link></item>', 'one'],
    ['a title left open', '<item><title>one<link>https://tern.example/1</link></item>', 'one'],
    ['an item left open', `<item><title>one</title><link>https://tern.example/1</link>`, 'one'],
    ['CDATA escaped', item('&lt;![CDATA[one]]&gt;'), 'one'],
    ['numbers of windows-1252', item('one &#150; two&#133; &#x92;'), 'one – two… ’'],
    ['numbers of no character', item('one&#0;&#xD800;&#1;'), 'one\ufffd\ufffd'],
    ['a tag in a title', item('one <b>two</b> three'), 'one two three'],
  ])('%s', (_, first, title) => expect(titles(rss(first + item('next')))).toEqual([title, 'next']));

  test('unescaped HTML with breaks that are never closed', () => {
    const description = '<description>The ferry sails<br>again, <b>at last<p>and for good.</description>';
    expect(parse(rss(item('one', description) + item('two'))).entries).toMatchObject([
      { dek: 'The ferry sails again, at last and for good.' },
      { title: 'two' },
    ]);
  });

  test('namespaces under other prefixes, or never declared', () => {
    const declared = `<rss version="2.0" xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss">
      <channel>${item('one', '<d:creator>Ana Reyes</d:creator><m:thumbnail url="https://tern.example/a.jpg"/>')}</channel></rss>`;
    const undeclared = rss(
      item('one', '<dc:creator>Ana Reyes</dc:creator><media:thumbnail url="https://tern.example/a.jpg"/>'),
    );
    for (const text of [declared, undeclared])
      expect(parse(text).entries).toMatchObject([
        { author: 'Ana Reyes', image: { url: 'https://tern.example/a.jpg' } },
      ]);
  });

  test('a foreign title is not the title', () => {
    const text = `<rss xmlns:x="http://tern.example/x"><channel>${item('one').replace('<title>', '<x:title>no</x:title><title>')}</channel></rss>`;
    expect(titles(text)).toEqual(['one']);
  });
});

describe('a DTD', () => {
  test('may name letters and short texts', () => {
    const dtd = `<!DOCTYPE rss [<!ENTITY % lat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "xhtml-lat1.ent"> %lat1;
      <!ENTITY paper "The Tern &#169;">]>`;
    expect(titles(dtd + rss(item('caf&eacute; in &paper;')))).toEqual(['café in The Tern ©']);
  });

  test.each([
    ['names made of names', '<!ENTITY a "&b;&b;"><!ENTITY b "lol">'],
    ['a file', '<!ENTITY a SYSTEM "file:///etc/passwd">'],
    ['a long text', `<!ENTITY a "${'x'.repeat(10_000)}">`],
  ])('with %s is refused', (_, declarations) => {
    const parsed = parseFeed({ bytes: Buffer.from(`<!DOCTYPE rss [${declarations}]>${rss(item('&a;'))}`) });
    expect(parsed).toMatchObject({ ok: false, refusal: { detail: expect.stringContaining('XML bombs') } });
  });

  test('with a text repeated until it is long is refused', () => {
    const text = `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(400)}">]>${rss(item('&a;'.repeat(10_000)))}`;
    expect(parseFeed({ bytes: Buffer.from(text) })).toMatchObject({ ok: false });
  });
});

const atom = (entry: string, head = '') =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>${head}<entry><id>1</id>${entry}</entry></feed>`;
const first = (text: string) => parse(text).entries[0];
const inChannel = (extra: string, channel = '') =>
  first(`<rss><channel><title>T</title>${channel}<item><title>a</title>${extra}</item></channel></rss>`);

describe('Atom', () => {
  test('XHTML, also under a prefix', () => {
    const div =
      '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>The <h:i>ferry</h:i> sails &amp; sails.</h:p></h:div>';
    expect(
      first(
        atom(
          `<title type="xhtml">${div}</title><summary type="xhtml">${div.replace('sails.', 'sails again.')}</summary>`,
        ),
      ),
    ).toMatchObject({
      title: 'The ferry sails & sails.',
      dek: 'The ferry sails & sails again.',
    });
  });

  test('base64 of version 0.3', () => {
    const text = Buffer.from('The <b>ferry</b>').toString('base64');
    expect(first(atom(`<title mode="base64" type="text/html">${text}</title>`))?.title).toBe('The ferry');
  });

  test('xml:base of the link itself', () => {
    const entry = '<title>a</title><link xml:base="https://other.example/x/" href="one"/>';
    expect(first(atom(entry))?.url).toBe('https://other.example/x/one');
  });
});

describe('links and names', () => {
  test("FeedBurner's link gives way to the story's own", () => {
    const links =
      '<link>http://feedproxy.example/~r/x</link><feedburner:origLink>https://tern.example/one</feedburner:origLink>';
    expect(inChannel(links)?.url).toBe('https://tern.example/one');
  });

  test('links as Atom writes them', () => {
    expect(inChannel('<link href="https://tern.example/one"/>')?.url).toBe('https://tern.example/one');
    expect(inChannel('<atom:link href="https://tern.example/one"/>')?.url).toBe('https://tern.example/one');
  });

  test.each([
    ["the channel's author", '<itunes:author>The Sunset Crew</itunes:author>', 'The Sunset Crew'],
    [
      'the editor who holds the copyright',
      '<managingEditor>ana@tern.example (Ana Reyes)</managingEditor><copyright>2026 Ana Reyes</copyright>',
      'Ana Reyes',
    ],
    [
      'not the editor of a newspaper',
      '<managingEditor>help@tern.example (Apps Support)</managingEditor><copyright>2026 The Tern</copyright>',
      null,
    ],
  ])('where no item names anybody: %s', (_, channel, author) => expect(inChannel('', channel)?.author).toBe(author));

  test('where one item names somebody, the others stay without', () => {
    const items = `${item('one', '<author>Ben Oduya</author>')}${item('two')}`;
    const text = `<rss><channel><itunes:author>The Tern</itunes:author>${items}</channel></rss>`;
    expect(parse(text).entries.map(({ author }) => author)).toEqual(['Ben Oduya', null]);
  });
});
