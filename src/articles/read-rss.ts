import type { RdfFeed, RssFeed } from 'feedsmith';
import { attachedImages, mediaImages, plainImage } from './media-images.js';
import { all, first, names } from './optional-list.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';

type RssItem = RssFeed.Item<string>;
type RdfItem = RdfFeed.Item<string>;

/** RSS 0.9x and 2.0. */
export function readRss(feed: RssFeed.Feed<string>): RawFeed {
  const { dc = {}, xml = {} } = feed;
  return {
    format: 'rss',
    title: feed.title ?? first(dc.titles),
    link: feed.link,
    base: xml.base,
    language: feed.language ?? first(dc.languages) ?? xml.lang,
    entries: all(feed.items).map(readRssItem),
  };
}

/** RSS 0.90 and 1.0. */
export function readRdf(feed: RdfFeed.Feed<string>): RawFeed {
  const { dc = {}, xml = {} } = feed;
  return {
    format: 'rdf',
    title: feed.title ?? first(dc.titles),
    link: feed.link,
    base: xml.base,
    language: first(dc.languages) ?? xml.lang,
    entries: all(feed.items).map(readRdfItem),
  };
}

function readRdfItem(item: RdfItem): RawEntry {
  const about = item.rdf?.about;
  return { ...readShared(item), guid: about ?? item.link, links: [item.link, about] };
}

function readRssItem(item: RssItem): RawEntry {
  const shared = readShared(item);
  const { guid = {}, dc = {}, atom = {}, itunes = {}, prism = {} } = item;
  const alternate = all(atom.links).find((link) => link.rel === undefined || link.rel === 'alternate');
  return {
    ...shared,
    guid: guid.value ?? first(dc.identifiers) ?? atom.id,
    links: [item.link, alternate?.href, guid.isPermaLink === false ? undefined : guid.value],
    titles: [...shared.titles, itunes.title],
    deks: [...shared.deks, itunes.summary, itunes.subtitle],
    authors: [...shared.authors, names(item.authors), names(atom.authors), [itunes.author]],
    categories: [...all(item.categories).map((category) => category.name), ...shared.categories],
    images: [...shared.images, attachedImages(all(item.enclosures)), plainImage(itunes.image)],
    published: [item.pubDate, ...shared.published, ...all(prism.publicationDates)],
    updated: [...shared.updated, prism.modificationDate],
  };
}

/** What RSS and RDF items have in common: the namespaces. */
function readShared(item: RssItem | RdfItem): RawEntry {
  const { dc = {}, dcterms = {}, media = {}, content = {}, atom = {}, xml = {} } = item;
  return {
    guid: undefined,
    links: [],
    base: xml.base,
    titles: [item.title, first(dc.titles), media.title?.value],
    deks: [item.description, first(dc.descriptions), atom.summary?.value, media.description?.value],
    bodies: [content.encoded, atom.content?.value],
    authors: [all(dc.creators)],
    categories: [...all(dc.subjects), ...all(media.categories).map((category) => category.label ?? category.name)],
    images: mediaImages(media),
    language: first(dc.languages) ?? xml.lang,
    published: [atom.published, ...all(dcterms.issued), ...all(dc.dates), ...all(dcterms.created)],
    updated: [atom.updated, ...all(dcterms.modified)],
  };
}
