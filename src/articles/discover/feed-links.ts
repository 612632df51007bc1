import { absoluteUrl, resolveBase } from '../absolute-url.js';
import type { PageFacts } from '../page/page-facts.js';
import { hasRel, linkHeader } from './link-header.js';

const FEED_TYPE = /^application\/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|rdf\+xml)|^(?:application|text)\/xml/i;
/** `application/json` is also what a page's own API has; as a feed it says so in its name. */
const JSON_TYPE = /^application\/json/i;
/** Feeds of comments and searches are no stories. */
const NO_STORIES = /comments?\b|kommentar|commentaires|comentarios|\/search\b|oembed|replytocom/i;

/** Where feeds lie on most sites, in the order of how many have them there. */
const COMMON_PATHS = [
  'feed/',
  'rss',
  'rss.xml',
  'feed.xml',
  'atom.xml',
  'index.xml',
  'feed.json',
  'feeds/posts/default',
];

const MAX_LINKS = 4;

/** Feeds the page names in its head or its HTTP header, absolute, in its order; those of comments come last. */
export function namedFeeds(page: PageFacts, header: string | undefined): readonly string[] {
  const links = [
    ...page.links.map(({ rel, type, href, title }) => ({ rel, type, href, title })),
    ...linkHeader(header).map(({ href, params }) => ({
      rel: params['rel'] ?? '',
      type: params['type'] ?? '',
      href,
      title: params['title'] ?? '',
    })),
  ].filter(isFeed);
  const stories = links.filter(({ href, title }) => !NO_STORIES.test(`${href} ${title}`));
  return absolute(
    page,
    (stories.length > 0 ? stories : links).map(({ href }) => href),
  ).slice(0, MAX_LINKS);
}

const isFeed = ({ rel, type, href }: { rel: string; type: string; href: string }): boolean =>
  (hasRel(rel, 'alternate') && (FEED_TYPE.test(type) || (JSON_TYPE.test(type) && /feed/i.test(href)))) ||
  hasRel(rel, 'feed');

/** Links in the page's text that speak of a feed. */
export const spokenFeeds = (page: PageFacts): readonly string[] =>
  absolute(
    page,
    page.feedAnchors.filter((href) => !NO_STORIES.test(href)),
  ).slice(0, MAX_LINKS);

/** The common places, beside the page first, then at the root of the site. */
export function guessedFeeds(url: string): readonly string[] {
  const folder = new URL('.', url).href;
  const root = new URL('/', url).href;
  const beside = folder === root ? [] : COMMON_PATHS.slice(0, 3).map((path) => `${folder}${path}`);
  return [...beside, ...COMMON_PATHS.map((path) => `${root}${path}`)];
}

function absolute(page: PageFacts, links: readonly string[]): readonly string[] {
  const base = resolveBase(page.base, page.url);
  const urls = links.map((link) => absoluteUrl(link, [base])).filter((url) => url !== undefined);
  return [...new Set(urls)].filter((url) => url !== page.url);
}
