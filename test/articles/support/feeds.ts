/** Feeds in our own words. */

export interface RssItem {
  readonly title?: string;
  readonly link?: string;
  readonly guid?: string;
  readonly extra?: string;
}

export const rss = (items: readonly RssItem[], channel = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Tern</title><link>https://tern.example/</link><language>en-gb</language>${channel}
${items.map(rssItem).join('\n')}
</channel></rss>`;

const rssItem = ({ title, link, guid, extra = '' }: RssItem): string =>
  `<item>${element('title', title)}${element('link', link)}${element('guid', guid)}${extra}</item>`;

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<${name}>${text}</${name}>`;

export const ATOM = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://tern.example/de/">
  <title type="html">Die &lt;b&gt;Seeschwalbe&lt;/b&gt;</title>
  <link rel="self" href="feed.atom"/><link rel="alternate" href="/"/>
  <author><name>Redaktion</name></author>
  <entry xml:base="hafen/">
    <id>tag:tern.example,2026:1</id><title>Hafen &amp; Fähre</title>
    <link rel="enclosure" type="image/jpeg" href="bild.jpg"/><link rel="alternate" type="text/html" href="offen"/>
    <updated>2026-11-21T10:00:00Z</updated><published>2026-11-20T09:00:00+01:00</published>
    <category term="local" label="Lokales"/>
    <summary type="html">&lt;p&gt;Die Fähre fährt wieder, nach acht Monaten Pause und vielen Versammlungen.&lt;/p&gt;</summary>
  </entry>
  <entry>
    <id>tag:tern.example,2026:2</id><title type="text">Zweite</title><link href="/zwei"/>
    <author><name>Ana Reyes</name></author><updated>2026-11-19T08:00:00Z</updated>
  </entry>
</feed>`;

export const RDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://tern.example/"><title>Tern RDF</title><link>https://tern.example/</link>
<description>d</description><dc:language>de-AT</dc:language></channel>
<item rdf:about="https://tern.example/one"><title>Eins</title><link>https://tern.example/one</link>
<dc:subject>Kultur</dc:subject><dc:date>2026-11-21T10:00:00+01:00</dc:date><dc:creator>Ana Reyes</dc:creator></item>
</rdf:RDF>`;

export const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Tern JSON',
  home_page_url: 'https://tern.example/',
  language: 'en',
  authors: [{ name: 'The desk' }],
  items: [
    {
      id: 'https://tern.example/j1',
      title: 'Ships < boats',
      content_html: '<p>A long talk about ships, boats and the sea that carries both of them to the island.</p>',
      image: '/j1.jpg',
      tags: ['Sea'],
      date_published: '2026-11-21T10:00:00Z',
    },
    { id: '2', url: 'https://tern.example/j2', content_text: 'An untitled note about the harbour.' },
  ],
});

/** Nine entities of nine entities each. */
export const BILLION_LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => n + 1)
  .map((n) => `<!ENTITY lol${n} "${`&lol${n === 1 ? '' : n - 1};`.repeat(10)}">`)
  .join('')}]>
<rss version="2.0"><channel><title>&lol9;</title></channel></rss>`;
