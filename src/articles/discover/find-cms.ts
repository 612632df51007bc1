import { absoluteUrl } from '../absolute-url.js';
import { ghostPosts, ghostPostsOfSite, ghostSettings } from '../cms/ghost-address.js';
import { jsonAnswer } from '../cms/json-answer.js';
import { withQuery } from '../cms/with-query.js';
import { wordPressPosts } from '../cms/wordpress-address.js';
import { metaOf, type PageFacts } from '../page/page-facts.js';
import { cmsOf } from '../parse-source.js';
import { plainTitle } from '../plain-text.js';
import { feedWords, usableEntries, type FoundSource } from './found-source.js';
import { hasRel, linkHeader } from './link-header.js';
import type { Fetched, Trail } from './search-trail.js';

const WORDPRESS_API = 'https://api.w.org/';

/** Asks an API for its newest posts; found when it has at least one. */
async function askApi(trail: Trail, kind: 'wordpress' | 'ghost', posts: string): Promise<string | undefined> {
  const address = cmsOf(kind)?.pageAddress(posts, 1) ?? posts;
  const answer = await trail.look(address);
  if (answer?.kind !== 'fetched') return undefined;
  const page = await trail.read({ ...answer, finalUrl: address }, kind);
  if (page.ok && usableEntries(page.value).length > 0) return feedWords(page.value);
  trail.reject(address, page.ok ? 'It has no public posts' : page.refusal.detail);
  return undefined;
}

/** The posts at an address within a WordPress API. */
export async function findWordPressAt(trail: Trail, url: string): Promise<FoundSource | undefined> {
  const posts = wordPressPosts(url);
  const words = posts === undefined ? undefined : await askApi(trail, 'wordpress', posts);
  if (posts === undefined || words === undefined) return undefined;
  return { kind: 'wordpress', url: posts, title: null, because: `The address is ${words}.` };
}

/** The API a WordPress page names: in the HTTP header, in its head, else where WordPress has it. */
export async function findWordPressBehind(
  trail: Trail,
  page: PageFacts,
  answer: Fetched,
): Promise<FoundSource | undefined> {
  const posts = postsOf(page, answer.headers['link']);
  const words = posts === undefined ? undefined : await askApi(trail, 'wordpress', posts);
  if (posts === undefined || words === undefined) return undefined;
  const because = `The site is WordPress and offers ${words}: sections, authors and picture texts, which its feed lacks.`;
  return { kind: 'wordpress', url: posts, title: siteTitle(page), because };
}

/** Archives of WordPress name what they list: `<link rel=alternate type=application/json href=.../wp/v2/categories/12>`. */
const LISTED = /wp\/v2\/(categories|tags|users)\/(\d+)\b/;
const FILTERS: Readonly<Record<string, string>> = { categories: 'categories', tags: 'tags', users: 'author' };

/** The posts the page is about: all of the site, or those of a category, tag or author. */
function postsOf(page: PageFacts, header: string | undefined): string | undefined {
  const root = apiRoot(page, header);
  const posts = root === undefined ? undefined : wordPressPosts(root);
  const [, list = '', id = ''] = page.links.map(({ href }) => LISTED.exec(href)).find((match) => match !== null) ?? [];
  const filter = FILTERS[list];
  return posts === undefined || filter === undefined ? posts : withQuery(posts, { [filter]: id });
}

function apiRoot(page: PageFacts, header: string | undefined): string | undefined {
  const named = [
    ...linkHeader(header).map(({ href, params }) => ({ href, rel: params['rel'] })),
    ...page.links.map(({ href, rel }) => ({ href, rel })),
  ].find(({ rel }) => hasRel(rel, WORDPRESS_API));
  const generator = metaOf(page, ['generator']).some((each) => /^WordPress\b/i.test(each));
  const usual = generator ? '/?rest_route=/' : undefined;
  return absoluteUrl(named?.href ?? usual, [page.url]);
}

/** The posts at an address within a Ghost API, or of the site whose key stands in the address. */
export async function findGhostAt(trail: Trail, url: string): Promise<FoundSource | undefined> {
  const posts = ghostPosts(url) ?? ghostPostsOfSite(url);
  const words = posts === undefined ? undefined : await askApi(trail, 'ghost', posts);
  if (posts === undefined || words === undefined) return undefined;
  const because = `The key opens ${words}: sections, authors and picture texts, which its feed lacks.`;
  return { kind: 'ghost', url: posts, title: await ghostTitle(trail, posts), because };
}

async function ghostTitle(trail: Trail, posts: string): Promise<string | null> {
  const answer = await trail.look(ghostSettings(posts));
  if (answer?.kind !== 'fetched') return null;
  const json = jsonAnswer({ bytes: answer.bytes, headers: answer.headers });
  const settings = isObject(json) && isObject(json['settings']) ? json['settings'] : {};
  return typeof settings['title'] === 'string' ? plainTitle(settings['title']) || null : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const isGhost = (page: PageFacts): boolean => metaOf(page, ['generator']).some((each) => /^Ghost\b/i.test(each));

export const siteTitle = (page: PageFacts): string | null =>
  plainTitle(metaOf(page, ['og:site_name'])[0] ?? '') || plainTitle(page.title) || null;
