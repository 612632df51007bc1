import { done, refuse, type Outcome } from '../../kernel/refusal.js';
import { ghostPosts, ghostPostsOfSite, hasGhostKey } from '../cms/ghost-address.js';
import { wordPressFeeds, wordPressPosts } from '../cms/wordpress-address.js';
import { pageTrouble } from '../page/page-trouble.js';
import type { SourceKind } from '../source.js';
import { findGhostAt, findWordPressAt, findWordPressBehind, isGhost } from './find-cms.js';
import { findFeedBehind } from './find-feed.js';
import { feedWords, type FoundSource } from './found-source.js';
import { findStory } from './find-story.js';
import { notNow, nothingFound } from './nothing-found.js';
import { openTrail, type SearchDeps, type Failed, type Fetched, type Trail } from './search-trail.js';

export interface Wanted {
  readonly url: string;
  /** What it must be; found out where absent. */
  readonly kind: SourceKind | undefined;
}

/**
 * What lies at an address an editor gave: a feed, a site's API or feed, or one story. A site that does not answer just now
 * is taken for what it was said to be, unread; everything else that cannot be used is refused with what was tried.
 */
export async function findSource(deps: SearchDeps, wanted: Wanted): Promise<Outcome<FoundSource>> {
  const trail = openTrail(deps);
  const { url, kind } = wanted;
  if (kind === 'page') return findStory(trail, url);
  if (kind === 'ghost' || (kind === undefined && ghostPosts(url) !== undefined)) return findGhost(trail, url);
  if (kind !== 'feed' && wordPressPosts(url) !== undefined) return findWordPress(trail, url);
  const answer = await trail.look(url);
  if (answer?.kind !== 'fetched') return explainFailure(trail, wanted, answer);
  return findAt(trail, wanted, answer);
}

async function findGhost(trail: Trail, url: string): Promise<Outcome<FoundSource>> {
  if (!hasGhostKey(url)) return noGhostKey(url);
  const found = await findGhostAt(trail, url);
  if (found !== undefined) return done(found);
  const unread = unreadApi(trail, 'ghost', ghostPosts(url) ?? ghostPostsOfSite(url));
  if (unread !== undefined) return done(unread);
  return nothingFound(trail, {
    url,
    fault: 'Ghost does not answer to this key. Copy the Content API key from Ghost: Settings, Integrations.',
    example: ghostExample(url),
  });
}

const ghostExample = (url: string): string =>
  `${new URL(url).origin}/ghost/api/content/posts/?key=YOUR_CONTENT_API_KEY`;

const noGhostKey = (url: string) =>
  refuse({
    code: 'source.invalid',
    kind: 'invalid',
    detail: `url: Ghost's Content API wants a key (for example ${ghostExample(url)})`,
    errors: [{ field: 'url', fault: "lacks the key of Ghost's Content API", example: ghostExample(url) }],
  });

/** An address within the API; where that is closed, the feed of the same site. */
async function findWordPress(trail: Trail, url: string): Promise<Outcome<FoundSource>> {
  const found = await findWordPressAt(trail, url);
  const unread = found ?? unreadApi(trail, 'wordpress', wordPressPosts(url));
  if (unread !== undefined) return done(unread);
  for (const feedUrl of wordPressFeeds(wordPressPosts(url) ?? url)) {
    const answer = await trail.look(feedUrl);
    const feed = answer?.kind === 'fetched' ? await trail.read(answer, 'feed') : undefined;
    if (feed?.ok !== true) continue;
    const because = `WordPress' REST API is closed, so its feed is read: ${feedWords(feed.value)}.`;
    return done({ kind: 'feed', url: feedUrl, title: feed.value.title, because });
  }
  return nothingFound(trail, { url, fault: 'Neither the REST API of WordPress nor its feed can be read there.' });
}

/** An API that does not answer just now is known by its address. */
function unreadApi(trail: Trail, kind: SourceKind, posts: string | undefined): FoundSource | undefined {
  const failed = trail.passing();
  return failed && posts !== undefined
    ? { kind, url: posts, title: null, because: unreadWords(failed.reason) }
    : undefined;
}

const unreadWords = (reason: string): string => `Taken by its address without having been read: ${reason}`;

async function findAt(trail: Trail, { url, kind }: Wanted, answer: Fetched): Promise<Outcome<FoundSource>> {
  const feed = await trail.read(answer, 'feed');
  if (feed.ok && kind !== 'wordpress')
    return done({ kind: 'feed', url, title: feed.value.title, because: `The address is ${feedWords(feed.value)}.` });
  const site = await findOnSite(trail, { url, kind }, answer);
  if (site !== undefined) return done(site);
  if (feed.ok) {
    const because = `WordPress' REST API was not found, so its feed is read: ${feedWords(feed.value)}.`;
    return done({ kind: 'feed', url, title: feed.value.title, because });
  }
  return nothingFound(trail, { url, fault: isPage(answer) ? await pageFault(trail, answer) : feed.refusal.detail });
}

/** The richest source of a site: its API, else its feed. */
async function findOnSite(trail: Trail, { url, kind }: Wanted, answer: Fetched): Promise<FoundSource | undefined> {
  const page = await trail.scan(answer);
  if (page === undefined) return undefined;
  const ghost = kind === undefined && hasGhostKey(url) && isGhost(page) ? await findGhostAt(trail, url) : undefined;
  if (ghost !== undefined) return ghost;
  const api = kind === 'feed' ? undefined : await findWordPressBehind(trail, page, answer);
  if (api !== undefined) return api;
  if (!isPage(answer)) return undefined;
  const feed = await findFeedBehind(trail, page, answer);
  if (feed === undefined) return undefined;
  const closed = trail.why(/wp\/v2\//);
  const hints = [
    ...(closed === undefined ? [] : [`WordPress' REST API cannot be read: ${closed}`]),
    ...(closed === undefined && kind === 'wordpress' ? ['No REST API of WordPress was found.'] : []),
    ...(isGhost(page) ? [`With its Content API key Ghost tells more: ${ghostExample(answer.finalUrl)}`] : []),
  ];
  return { ...feed, because: [feed.because, ...hints].join(' ') };
}

const isPage = ({ bytes }: Fetched): boolean =>
  /<(?:html|head|body|!doctype\s+html)\b/i.test(Buffer.from(bytes.subarray(0, 5_000)).toString('latin1'));

async function pageFault(trail: Trail, answer: Fetched): Promise<string> {
  const story = await trail.read(answer, 'page');
  if (story.ok)
    return `This is one story, “${story.value.title ?? ''}”, and no feed. Add it with the kind page, or give the site's address.`;
  const page = await trail.scan(answer);
  return (page && pageTrouble(page)) ?? 'This is a web page that names no feed.';
}

async function explainFailure(
  trail: Trail,
  { url, kind = 'feed' }: Wanted,
  failed: Failed | undefined,
): Promise<Outcome<FoundSource>> {
  const fault = failed?.reason ?? 'It was not looked at.';
  if (trail.passing() !== undefined)
    return kind === 'feed' ? done({ kind, url, title: null, because: unreadWords(fault) }) : notNow(url, fault);
  const example = await feedOfSite(trail, url);
  return nothingFound(trail, { url, fault, ...(example === undefined ? {} : { example }) });
}

/** A wrong path on a right site: what the site has instead, as the right example. */
async function feedOfSite(trail: Trail, url: string): Promise<string | undefined> {
  const root = new URL('/', url).href;
  if (root === url) return undefined;
  const answer = await trail.look(root);
  if (answer?.kind !== 'fetched') return undefined;
  return (await findOnSite(trail, { url: root, kind: undefined }, answer))?.url;
}
