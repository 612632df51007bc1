import type { JsonFeed } from 'feedsmith';
import { absoluteUrl } from './absolute-url.js';
import { attachedImages, plainImage } from './media-images.js';
import type { RawEntry, RawFeed } from './parsed-feed.js';

/** JSON Feed 1.0 and 1.1. */
export function readJsonFeed(feed: JsonFeed.Feed<string>): RawFeed {
  return {
    format: 'json',
    title: feed.title,
    link: feed.home_page_url,
    base: undefined,
    language: feed.language,
    entries: (feed.items ?? []).map((item) => readItem(item, feed.authors ?? [])),
  };
}

function readItem(item: JsonFeed.Item<string>, feedAuthors: readonly JsonFeed.Author[]): RawEntry {
  const files = (item.attachments ?? []).map((file) => ({ url: file.url, type: file.mime_type }));
  return {
    guid: item.id,
    links: [item.url, item.external_url, absoluteUrl(item.id)],
    base: undefined,
    titles: [escaped(item.title)],
    deks: [escaped(item.summary)],
    bodies: [item.content_html, escaped(item.content_text)],
    authors: [(item.authors ?? []).map((person) => person.name), feedAuthors.map((person) => person.name)],
    categories: item.tags ?? [],
    images: [plainImage(item.image), plainImage(item.banner_image), attachedImages(files)],
    language: item.language,
    published: [item.date_published, item.date_modified],
    updated: [item.date_modified],
  };
}

/** The format's plain texts are plain: a `<` of theirs is no tag. */
const escaped = (text: string | undefined): string | undefined =>
  text === undefined || /&[#\w]+;/.test(text) ? text : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
