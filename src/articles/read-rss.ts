import { absoluteUrl } from './absolute-url.js';
import { attachedImages, mediaCategories, mediaImages, plainImage } from './media-images.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';
import { htmlOf, htmlsOf } from './xml-markup.js';
import { childOf, childrenOf, elements, textOf, textsOf, type XmlNode } from './xml-node.js';

/** RSS 0.9x and 2.0, RSS 0.90 and 1.0 in RDF, and CDF, which all call the parts of a channel alike. */
export function readRss(root: XmlNode): RawFeed {
  const channel = childOf(root, 'channel') ?? root;
  /** RDF puts the items beside the channel, and so do some that claim to be RSS 2.0. */
  const items = [...childrenOf(channel, 'item'), ...(channel === root ? [] : childrenOf(root, 'item'))];
  return {
    format: root.name.endsWith('rdf') ? 'rdf' : 'rss',
    title: htmlsOf(childrenOf(channel, 'title', 'dc:title'))[0],
    link: textsOf(channel, 'link')[0] ?? channel.attributes['href'],
    base: channel.base,
    language: textsOf(channel, 'language', 'dc:language')[0] ?? channel.lang,
    authors: channelAuthors(channel),
    entries: items.map(readItem),
  };
}

function readItem(item: XmlNode): RawEntry {
  const about = item.attributes['rdf:about'] ?? item.attributes['about'];
  const guid = childOf(item, 'guid');
  const texts = (...names: readonly string[]) => textsOf(item, ...names);
  const htmls = (...names: readonly string[]) => htmlsOf(childrenOf(item, ...names));
  const bodies = childrenOf(item, 'content:encoded', 'atom:content', 'xhtml:body', 'body', 'xhtml:div', 'fullitem');
  return {
    guid: textOf(guid) ?? about ?? texts('dc:identifier', 'atom:id')[0],
    links: [...pageLinks(item), permanentLink(guid), about, item.attributes['href']],
    base: (bodies[0] ?? childOf(item, 'description'))?.base ?? item.base,
    titles: htmls('title', 'dc:title', 'atom:title', 'media:title', 'itunes:title'),
    deks: [
      ...htmls('description', 'dc:description', 'dcterms:abstract', 'abstract', 'atom:summary', 'media:description'),
      ...htmls('itunes:summary', 'itunes:subtitle'),
    ],
    bodies: htmlsOf(bodies),
    authors: itemAuthors(item),
    categories: [...texts('category', 'dc:subject'), ...mediaCategories(item)],
    images: [...mediaImages(item), attachedImages(childrenOf(item, 'enclosure')), plainImages(item)],
    language: texts('dc:language')[0] ?? item.lang,
    published: texts(
      'pubdate',
      'atom:published',
      'dcterms:issued',
      'dc:date',
      'dcterms:created',
      ...PRISM_DATES,
      'date',
    ),
    updated: [...texts('atom:updated', 'dcterms:modified', 'prism:modificationdate'), item.attributes['lastmod']],
  };
}

const PRISM_DATES = ['prism:publicationdate', 'prism:coverdate'];

/** FeedBurner's own links count clicks and are dead since 2021 in many places: it names the story's beside them. */
function pageLinks(item: XmlNode): readonly (string | undefined)[] {
  const links = childrenOf(item, 'link');
  const linked = [...links, ...childrenOf(item, 'atom:link')].filter(({ attributes: { rel } }) => isAlternate(rel));
  return [
    ...textsOf(item, 'feedburner:origlink'),
    ...links.map((link) => against(link, textOf(link))),
    ...linked.map((link) => against(link, link.attributes['href'])),
  ];
}

const isAlternate = (rel: string | undefined): boolean => rel === undefined || /^alternate$/i.test(rel);

/** Resolved where the element itself says against what, else as written. */
const against = (node: XmlNode, link: string | undefined): string | undefined =>
  node.base === undefined ? link : (absoluteUrl(link, [node.base]) ?? link);

function permanentLink(guid: XmlNode | undefined): string | undefined {
  return guid === undefined || /^\s*false\s*$/i.test(guid.attributes['ispermalink'] ?? '') ? undefined : textOf(guid);
}

function itemAuthors(item: XmlNode): RawEntry['authors'] {
  return [
    textsOf(item, 'dc:creator', 'dcterms:creator'),
    ...['author', 'atom:author'].map((name) => childrenOf(item, name).map(personName)),
    textsOf(item, 'dc:author'),
    textsOf(item, 'itunes:author', 'googleplay:author'),
  ];
}

/** `<author>` holds a text, or a person as in Atom. */
const personName = (person: XmlNode): string | undefined =>
  elements(person).length === 0 ? textOf(person) : textsOf(person, 'name', 'atom:name')[0];

/** Of a channel whose items name nobody. */
function channelAuthors(channel: XmlNode): RawEntry['authors'] {
  return [...itemAuthors(channel), ...soleEditor(channel)];
}

/**
 * Who edits a newspaper did not write its stories; Al Jazeera's managing editor is called "Apps Support". But one who
 * also holds the copyright, or gives the channel its name, writes it alone.
 */
function soleEditor(channel: XmlNode): RawEntry['authors'] {
  const editor = textsOf(channel, 'managingeditor')[0] ?? '';
  const name = /\(([^()@]+)\)/.exec(editor)?.[1]?.trim();
  const owners = textsOf(channel, 'copyright', 'dc:rights', 'title').join('\n');
  return name !== undefined && name.length > 4 && owners.includes(name) ? [[name]] : [];
}

function plainImages(item: XmlNode) {
  const image = childOf(item, 'image');
  const url = image && (textsOf(image, 'url')[0] ?? image.attributes['url'] ?? textOf(image));
  const links = [childOf(item, 'itunes:image')?.attributes['href'], url, htmlOf(childOf(item, 'thumbnail'))];
  return links.flatMap(plainImage);
}
