import { withQuery } from './with-query.js';

/** Posts asked for at once; WordPress allows 100, and embeds three more things in each. */
const PER_PAGE = 50;

/** `_fields` must name both `_links` and `_embedded`, or WordPress drops what was embedded. */
const FIELDS =
  'id,guid,date_gmt,date,modified_gmt,link,status,sticky,title,excerpt,content.protected,authors,newspack_author_info,jetpack_featured_media_url,yoast_head_json.og_image,_links,_embedded';

const COLLECTION = /^wp\/v2\/[\w-]+/;

/**
 * The posts of an address within a WordPress REST API, in either of its spellings: `/wp-json/wp/v2/posts` or
 * `/?rest_route=/wp/v2/posts`. The API's root becomes its posts; another collection and a query of the editor's stay.
 * @returns undefined for any other address.
 */
export function wordPressPosts(url: string): string | undefined {
  const { root, route, query } = splitRoute(url) ?? {};
  if (root === undefined) return undefined;
  const collection = COLLECTION.exec(route ?? '')?.[0] ?? 'wp/v2/posts';
  return `${root}${collection}${query ?? ''}`;
}

interface Route {
  /** Ends where the route begins. */
  readonly root: string;
  readonly route: string;
  readonly query: string;
}

function splitRoute(url: string): Route | undefined {
  const pretty = /^([^?#]*\/wp-json)(?:\/([^?#]*))?(\?[^#]*)?(?:#.*)?$/s.exec(url);
  if (pretty !== null) return { root: `${pretty[1]}/`, route: pretty[2] ?? '', query: pretty[3] ?? '' };
  const plain = /^([^#]*[?&]rest_route=(?:\/|%2F))([^&#]*)(&[^#]*)?(?:#.*)?$/is.exec(url);
  if (plain === null) return undefined;
  return { root: plain[1] ?? '', route: (plain[2] ?? '').replaceAll(/%2F/gi, '/'), query: plain[3] ?? '' };
}

/**
 * The nth page of posts, by date: `modified` would miss a post written days ago and published by the clock, whose
 * `modified` stays what it was.
 */
export const wordPressPage = (posts: string, page: number): string =>
  withQuery(posts, {
    per_page: String(PER_PAGE),
    ...(page === 1 ? {} : { page: String(page) }),
    _embed: 'author,wp:featuredmedia,wp:term',
    _fields: FIELDS,
  });

/** The feed of the same site, with and without pretty addresses. */
export function wordPressFeeds(posts: string): readonly string[] {
  const root = splitRoute(posts)?.root ?? posts;
  const site = root.replace(/(?:index\.php\/)?(?:wp-json\/|(?:index\.php)?\?.*)$/s, '');
  const both = [`${site}feed/`, `${site}?feed=rss2`];
  return root.includes('rest_route=') ? both.toReversed() : both;
}
