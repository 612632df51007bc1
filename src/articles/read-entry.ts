import { absoluteUrl, resolveBase } from './absolute-url.js';
import { byline } from './byline.js';
import { chooseImage } from './choose-image.js';
import { cutAtSentence, excerpt } from './excerpt.js';
import { htmlImages } from './html-images.js';
import { languageTag } from './language-tag.js';
import { parseDate } from './parse-date.js';
import type { ParsedEntry, RawEntry, RawFeed } from './parsed-feed.js';
import { plainText, plainTitle } from './plain-text.js';

interface Around {
  readonly feed: RawFeed;
  readonly documentUrl: string | undefined;
}

const MAX_TITLE = 300;
/** Of an untitled entry's text, as much as a headline may have. */
const MAX_BORROWED_TITLE = 100;
const MAX_CATEGORIES = 20;
/** `topics:things/cats`, addresses, and what is longer than a section's name. */
const MACHINE_TAG = /^\w+:\S*\/|^.{81,}$/;
/** RFC 4287 sets no limit; an index entry does. */
const MAX_GUID = 2_000;

/** One entry, from the first usable of what its format's reader found. */
export function readEntry(raw: RawEntry, { feed, documentUrl }: Around): ParsedEntry {
  const bases = basesOf(raw, feed, documentUrl);
  const stated = firstText(raw.titles, plainTitle);
  const title = stated ?? borrowedTitle(raw);
  return {
    guid: raw.guid?.trim().slice(0, MAX_GUID) || null,
    url: firstUrl(raw.links, bases) ?? null,
    title: title === undefined ? null : cutAtSentence(title, MAX_TITLE),
    dek: excerpt([...raw.deks, ...raw.bodies], title ?? null),
    author: firstByline(raw.authors),
    categories: categoriesOf(raw.categories),
    image: chooseImage([...raw.images, ...pictures([...raw.bodies, ...raw.deks])], bases),
    language: languageTag(raw.language, feed.language),
    publishedAt: firstDate(raw.published),
    updatedAt: firstDate(raw.updated),
    ...(raw.featured === undefined ? {} : { featured: raw.featured }),
  };
}

/** Links of RSS are written against the site, those of Atom against the document (RFC 4287 2). */
function basesOf(raw: RawEntry, feed: RawFeed, documentUrl: string | undefined): readonly (string | undefined)[] {
  const site = absoluteUrl(feed.link, [documentUrl]);
  const outer = resolveBase(feed.base, documentUrl ?? site);
  const inner = raw.base === undefined ? undefined : resolveBase(raw.base, outer);
  const declared = inner ?? (feed.base === undefined ? undefined : outer);
  return feed.format === 'atom' ? [declared, documentUrl, site] : [declared, site, documentUrl];
}

const firstUrl = (links: RawEntry['links'], bases: readonly (string | undefined)[]): string | undefined =>
  links.map((link) => absoluteUrl(link, bases)).find((url) => url !== undefined);

function firstText(texts: readonly (string | undefined)[], read: (html: string) => string): string | undefined {
  return texts.map((text) => read(text ?? '')).find((text) => text !== '');
}

function borrowedTitle(raw: RawEntry): string | undefined {
  const text = firstText([...raw.deks, ...raw.bodies], plainText);
  return text === undefined ? undefined : cutAtSentence(text, MAX_BORROWED_TITLE);
}

export const firstByline = (groups: RawEntry['authors']): string | null =>
  groups.map(byline).find((names) => names !== null) ?? null;

function categoriesOf(names: RawEntry['categories']): readonly string[] {
  const plain = names.map((name) => plainTitle(name ?? '')).filter((name) => name !== '' && !MACHINE_TAG.test(name));
  return [...new Set(plain)].slice(0, MAX_CATEGORIES);
}

const pictures = (pieces: readonly (string | undefined)[]) => pieces.map((piece) => htmlImages(piece ?? ''));

const firstDate = (texts: readonly (string | undefined)[]): number | null =>
  texts.map((text) => parseDate(text ?? '')).find((at) => at !== undefined) ?? null;
