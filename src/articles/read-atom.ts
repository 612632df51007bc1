import type { AtomFeed } from 'feedsmith';
import { absoluteUrl } from './absolute-url.js';
import { attachedImages, mediaImages } from './media-images.js';
import { all, first, names } from './optional-list.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';

type Entry = AtomFeed.Entry<string>;
type Link = AtomFeed.Link<string>;
type Links = readonly (string | undefined)[];

/** Atom 0.3 and 1.0. */
export function readAtom(feed: AtomFeed.Feed<string>): RawFeed {
  const { xml = {} } = feed;
  const feedAuthors = names(feed.authors);
  return {
    format: 'atom',
    title: feed.title?.value,
    link: first(pageLinks(all(feed.links))),
    base: xml.base,
    language: xml.lang ?? first(feed.dc?.languages),
    entries: all(feed.entries).map((entry) => readEntry(entry, feedAuthors)),
  };
}

function readEntry(entry: Entry, feedAuthors: Links): RawEntry {
  const links = all(entry.links);
  const { content = {}, dc = {}, media = {}, xml = {} } = entry;
  return {
    guid: entry.id ?? first(dc.identifiers),
    links: [...pageLinks(links), absoluteUrl(entry.id), content.src],
    base: xml.base,
    titles: [entry.title?.value, first(dc.titles), media.title?.value],
    deks: [entry.summary?.value, first(dc.descriptions), media.description?.value, mediaGroupText(entry)],
    bodies: [content.value],
    authors: authorsOf(entry, feedAuthors),
    categories: [...all(entry.categories).map((category) => category.label ?? category.term), ...all(dc.subjects)],
    images: [...mediaImages(media), attachedImages(links.filter((link) => link.rel === 'enclosure').map(asFile))],
    language: languageOf(entry),
    published: [entry.published, ...all(dc.dates), entry.updated],
    updated: [entry.updated],
  };
}

/** RFC 4287 4.2.1: an entry without an author has its source's, else the feed's. */
function authorsOf(entry: Entry, feedAuthors: Links): readonly Links[] {
  const { dc = {}, itunes = {}, source = {} } = entry;
  return [names(entry.authors), all(dc.creators), [itunes.author], names(source.authors), feedAuthors];
}

const languageOf = ({ content, title, xml, dc }: Entry): string | undefined =>
  content?.xml?.lang ?? title?.xml?.lang ?? xml?.lang ?? first(dc?.languages);

/** YouTube describes its videos nowhere else. */
const mediaGroupText = (entry: Entry): string | undefined =>
  all(entry.media?.groups)
    .map((group) => group.description?.value)
    .find((text) => text !== undefined);

const asFile = (link: Link) => ({ url: link.href, type: link.type });

/** Links to the story's page, the best first: an HTML alternate, another alternate, `self` where nothing else is. */
function pageLinks(links: readonly Link[]): Links {
  const alternates = links.filter((link) => link.rel === undefined || /(^|\/)alternate$/i.test(link.rel));
  const html = alternates.filter((link) => link.type === undefined || /html/i.test(link.type));
  const others = links.filter((link) => link.rel === 'self' || link.rel === 'related' || link.rel === 'via');
  return [...html, ...alternates, ...others].map((link) => link.href);
}
