import { absoluteUrl } from './absolute-url.js';
import { listIn, textIn, type JsonObject } from './json-values.js';
import { attachedImages, plainImage } from './media-images.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';

/** JSON Feed 1.0 and 1.1, with or without the version it must state. */
export function readJsonFeed(feed: JsonObject): RawFeed {
  const feedAuthors = authorNames(feed);
  return {
    format: 'json',
    title: escaped(textIn(feed, 'title')),
    link: textIn(feed, 'home_page_url'),
    base: undefined,
    language: textIn(feed, 'language'),
    authors: [],
    entries: listIn(feed, 'items').map((item) => readItem(item, feedAuthors)),
  };
}

function readItem(item: JsonObject, feedAuthors: readonly string[]): RawEntry {
  const text = (name: string): string | undefined => textIn(item, name);
  const files = listIn(item, 'attachments').map((file) => ({
    attributes: { url: textIn(file, 'url') ?? '', type: textIn(file, 'mime_type') ?? '' },
  }));
  return {
    guid: text('id'),
    links: [text('url'), text('external_url'), absoluteUrl(text('id'))],
    base: undefined,
    titles: [escaped(text('title'))],
    deks: [escaped(text('summary'))],
    bodies: [text('content_html'), escaped(text('content_text'))],
    authors: [authorNames(item), feedAuthors],
    categories: Array.isArray(item['tags']) ? item['tags'].filter((tag) => typeof tag === 'string') : [],
    images: [plainImage(text('image')), plainImage(text('banner_image')), attachedImages(files)],
    language: text('language'),
    published: [text('date_published'), text('date_modified')],
    updated: [text('date_modified')],
  };
}

/** Version 1.0 has one `author`, 1.1 has `authors` and tells readers to prefer them. */
function authorNames(node: JsonObject): readonly string[] {
  const people = listIn(node, 'authors').length > 0 ? listIn(node, 'authors') : listIn(node, 'author');
  const names = people.map((person) => textIn(person, 'name')).filter((name) => name !== undefined);
  return names.length > 0 ? names : [textIn(node, 'author') ?? ''];
}

/** More than this is read of no text. */
const MAX_TEXT = 200_000;

/** The format's plain texts are plain: a `<` of theirs is no tag. */
function escaped(text: string | undefined): string | undefined {
  const short = text?.slice(0, MAX_TEXT);
  return short === undefined || /&[#\w]+;/.test(short) ? short : short.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
