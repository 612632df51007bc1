import { absoluteUrl } from './absolute-url.js';
import { attachedImages, mediaCategories, mediaDescriptions, mediaImages } from './media-images.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';
import { htmlOf, htmlsOf } from './xml-markup.js';
import { childOf, childrenOf, textOf, textsOf, type XmlNode } from './xml-node.js';

type Links = readonly (string | undefined)[];

/** Atom 0.3 and 1.0. */
export function readAtom(root: XmlNode): RawFeed {
  const feedAuthors = personNames(root);
  return {
    format: 'atom',
    title: htmlOf(childOf(root, 'title')),
    link: pageLinks(root)[0],
    base: root.base,
    language: root.lang ?? textsOf(root, 'dc:language')[0],
    authors: [],
    entries: childrenOf(root, 'entry').map((entry) => readAtomEntry(entry, feedAuthors)),
  };
}

function readAtomEntry(entry: XmlNode, feedAuthors: Links): RawEntry {
  const content = childOf(entry, 'content');
  const texts = (...names: readonly string[]) => textsOf(entry, ...names);
  const htmls = (...names: readonly string[]) => htmlsOf(childrenOf(entry, ...names));
  const id = texts('id')[0];
  return {
    guid: id ?? texts('dc:identifier')[0],
    links: [...texts('feedburner:origlink'), ...pageLinks(entry), absoluteUrl(id), content?.attributes['src']],
    base: (content ?? childOf(entry, 'summary'))?.base ?? entry.base,
    titles: htmls('title', 'dc:title', 'media:title'),
    deks: [...htmls('summary', 'tagline', 'dc:description'), ...mediaDescriptions(entry)],
    bodies: htmlsOf(childrenOf(entry, 'content')),
    authors: authorsOf(entry, feedAuthors),
    categories: [...categoriesOf(entry), ...texts('dc:subject'), ...mediaCategories(entry)],
    images: [...mediaImages(entry), attachedImages(childrenOf(entry, 'link').filter(isEnclosure))],
    language: content?.lang ?? childOf(entry, 'title')?.lang ?? entry.lang ?? texts('dc:language')[0],
    published: texts('published', 'issued', 'created', 'dcterms:issued', 'dc:date', 'updated', 'modified'),
    updated: texts('updated', 'modified', 'dcterms:modified'),
  };
}

/** RFC 4287 4.2.1: an entry without an author has its source's, else the feed's. */
function authorsOf(entry: XmlNode, feedAuthors: Links): readonly Links[] {
  const source = childOf(entry, 'source');
  return [
    personNames(entry),
    textsOf(entry, 'dc:creator', 'dc:author'),
    textsOf(entry, 'itunes:author'),
    source === undefined ? [] : personNames(source),
    feedAuthors,
  ];
}

const personNames = (node: XmlNode): Links =>
  childrenOf(node, 'author').map((person) => textsOf(person, 'name')[0] ?? ownText(person));

/** `<author>Ana Reyes</author>`, which is no Atom. */
const ownText = (person: XmlNode): string | undefined =>
  textOf({ ...person, content: person.content.filter((piece) => typeof piece === 'string') });

const categoriesOf = (entry: XmlNode): Links =>
  childrenOf(entry, 'category').map(
    ({ attributes, ...node }) => attributes['label'] ?? attributes['term'] ?? textOf({ attributes, ...node }),
  );

const isEnclosure = (link: XmlNode): boolean => link.attributes['rel'] === 'enclosure';

const relation = ({ attributes }: XmlNode): string => attributes['rel']?.toLowerCase() ?? 'alternate';

/** Links to the story's page, the best first: an HTML alternate, another alternate, `self` where nothing else is. */
function pageLinks(node: XmlNode): Links {
  const links = childrenOf(node, 'link');
  const alternates = links.filter((link) => /(^|\/)alternate$/.test(relation(link)));
  const html = alternates.filter(({ attributes: { type } }) => type === undefined || /html/i.test(type));
  const others = links.filter((link) => /^(self|related|via)$/.test(relation(link)));
  return [...html, ...alternates, ...others].map((link) => {
    const href = link.attributes['href'] ?? textOf(link);
    return link.base === undefined ? href : (absoluteUrl(href, [link.base]) ?? href);
  });
}
