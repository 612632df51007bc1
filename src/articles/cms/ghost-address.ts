import { withQuery } from './with-query.js';

const PER_PAGE = 50;

/** `/ghost/api/content/`, and with a version as before Ghost 5: `/ghost/api/v3/content/`. */
const API = /^(.*\/ghost\/api\/(?:(?:v\d+|canary)\/)?content\/)/i;

/**
 * The posts of an address within a Ghost Content API, with the key and the filter the editor gave.
 * @returns undefined for any other address.
 */
export function ghostPosts(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, pathname, searchParams } = new URL(url);
  const api = API.exec(pathname)?.[1];
  if (api === undefined) return undefined;
  const filter = searchParams.get('filter');
  return withQuery(`${origin}${api}posts/`, {
    key: searchParams.get('key') ?? '',
    ...(filter === null ? {} : { filter }),
  });
}

/** The posts of a Ghost site at this address, whose key stands in the address: `https://example.org/?key=HEX`. */
export function ghostPostsOfSite(url: string): string | undefined {
  const { origin, pathname, searchParams } = new URL(url);
  const key = searchParams.get('key');
  if (key === null || key === '') return undefined;
  const folder = pathname.replace(/[^/]*$/, '');
  return withQuery(`${origin}${folder}ghost/api/content/posts/`, { key });
}

export const hasGhostKey = (url: string): boolean => (new URL(url).searchParams.get('key') ?? '') !== '';

export const ghostPage = (posts: string, page: number): string =>
  withQuery(posts, {
    include: 'authors,tags',
    formats: 'plaintext',
    order: 'published_at desc',
    limit: String(PER_PAGE),
    ...(page === 1 ? {} : { page: String(page) }),
  });

/** What the site says of itself, with the same key: its name and language. */
export const ghostSettings = (posts: string): string => posts.replace(/\/posts\/\?/, '/settings/?');
