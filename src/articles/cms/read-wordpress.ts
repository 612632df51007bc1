import { done } from '../../kernel/refusal.js';
import { notAFeed } from '../feed-text.js';
import type { ImageOption } from '../html-images.js';
import { plainImage } from '../media-images.js';
import { NO_HEAD, parsedFeed } from '../parsed-from-raw.js';
import type { RawEntry } from '../parsed-feed.js';
import { plainText } from '../plain-text.js';
import type { CmsReader } from './cms-reader.js';
import { jsonAnswer } from './json-answer.js';
import { creditIn } from './picture-credit.js';
import { wordPressPage } from './wordpress-address.js';
import {
  wordPressError,
  wordPressMedia,
  wordPressPostList,
  wordPressSizes,
  type WordPressMedia,
  type WordPressPost,
} from './wordpress-posts.js';

/** The WordPress REST API, version 2. */
export const wordPress: CmsReader = {
  pageAddress: wordPressPage,
  read(answer) {
    const json = jsonAnswer(answer);
    const posts = wordPressPostList(json);
    if (posts === undefined) return notAFeed(notPosts(wordPressError(json)));
    const entries = posts.filter(isPublic).map(toRawEntry);
    const pages = Number(answer.headers?.['x-wp-totalpages'] ?? '1');
    const page = Number(/[?&]page=(\d+)/.exec(answer.url ?? '')?.[1] ?? '1');
    return done({ ...parsedFeed({ ...NO_HEAD, format: 'wordpress', entries }, answer.url), hasMore: page < pages });
  },
};

const notPosts = (message: string | undefined): string =>
  message === undefined
    ? 'This is no list of posts of a WordPress REST API.'
    : `WordPress answers: ${plainText(message).slice(0, 200)}`;

/** Some servers show drafts to whom they know; a post behind a password has a title and nothing to read. */
const isPublic = ({ status = 'publish', content, excerpt }: WordPressPost): boolean =>
  status === 'publish' && content?.protected !== true && excerpt?.protected !== true;

function toRawEntry(post: WordPressPost): RawEntry {
  const [featured] = post.embedded?.['wp:featuredmedia'] ?? [];
  const fallback = post.yoast_head_json?.og_image?.[0]?.url;
  return {
    guid: post.guid?.rendered,
    links: [post.link],
    base: undefined,
    titles: [post.title.rendered],
    deks: [post.excerpt?.rendered],
    bodies: [],
    authors: authorsOf(post),
    categories: categoriesOf(post),
    images: [pictures(wordPressMedia(featured)), plainImage(post.jetpack_featured_media_url), plainImage(fallback)],
    language: undefined,
    published: [utc(post.date_gmt), post.date],
    updated: [utc(post.modified_gmt)],
    featured: post.sticky,
  };
}

/** Plug-ins for several authors name all of them, WordPress itself one. */
const authorsOf = ({ authors = [], newspack_author_info: newspack = [], embedded }: WordPressPost) => [
  newspack.map((person) => person.display_name),
  authors.map((person) => person.display_name),
  (embedded?.author ?? []).map((person) => person.name),
];

/** `2026-11-22T06:00:00`, in UTC without saying so. */
const utc = (time: string | undefined): string | undefined =>
  time === undefined || /Z$|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`;

/** Categories are sections; tags come after them, and alone make none. */
function categoriesOf({ embedded }: WordPressPost): readonly string[] {
  const terms = (embedded?.['wp:term'] ?? []).flat();
  const names = (taxonomy: string) => terms.filter((each) => each.taxonomy === taxonomy && !isDefault(each.slug));
  const categories = names('category');
  return categories.length === 0 ? [] : [...categories, ...names('post_tag')].map(({ name }) => name);
}

/** The category of posts that have none. */
const isDefault = (slug: string | undefined): boolean => slug === 'uncategorized';

/** The picture and its smaller sizes, without those cut to another shape. */
function pictures(media: WordPressMedia | undefined): readonly ImageOption[] {
  if (media === undefined) return [];
  const { width, height } = media.media_details ?? {};
  const caption = plainText(media.caption?.rendered ?? '');
  const words = { alt: plainText(media.alt_text ?? '') || withoutCredit(caption), credit: creditIn(caption) };
  const whole = { url: media.source_url, width, height, ...words };
  if (width === undefined || height === undefined) return [whole];
  const sizes = wordPressSizes(media.media_details).filter((size) => isSameShape(size, { width, height }));
  return [whole, ...sizes.map((size) => ({ url: size.source_url, width: size.width, height: size.height, ...words }))];
}

const withoutCredit = (caption: string): string => (creditIn(caption) === null ? caption : '');

/** Rounding to whole pixels moves a shape by less than this. */
const ROUNDING = 0.02;

const isSameShape = (a: { width: number; height: number }, b: { width: number; height: number }): boolean =>
  Math.abs((a.width * b.height) / (a.height * b.width) - 1) < ROUNDING;
