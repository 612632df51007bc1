import type { PageFacts } from '../page/page-facts.js';
import type { ParsedFeed } from '../parsed-feed.js';
import { guessedFeeds, namedFeeds, spokenFeeds } from './feed-links.js';
import { feedWords, richness, usableEntries, type FoundSource } from './found-source.js';
import type { Fetched, Trail } from './search-trail.js';

/** A feed says more than another when it has a part more in every fourth story; below that their order on the page counts. */
const CLEARLY_RICHER = 0.25;

interface ReadFeed {
  readonly url: string;
  readonly feed: ParsedFeed;
}

/** The feed of a page: the richest of those it names, else the first it links to, else one in a usual place. */
export async function findFeedBehind(trail: Trail, page: PageFacts, answer: Fetched): Promise<FoundSource | undefined> {
  const named = namedFeeds(page, answer.headers['link']);
  const read = [];
  for (const url of named) read.push(await readFeedAt(trail, url));
  const best = richest(
    read.filter((each) => each !== undefined),
    answer.finalUrl,
  );
  if (best !== undefined) return found(best, named.length > 1 ? 'the richest the page names' : 'named by the page');
  const linked = await firstFeed(trail, spokenFeeds(page));
  if (linked !== undefined) return found(linked, 'the page links to it');
  const guessed = await firstFeed(trail, guessedFeeds(answer.finalUrl));
  return guessed && found(guessed, 'the page names none, this lies where feeds usually do');
}

const found = ({ url, feed }: ReadFeed, why: string): FoundSource => ({
  kind: 'feed',
  url,
  title: feed.title,
  because: `${sentence(feedWords(feed))}: ${why}.`,
});

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A first feed that can be read, even one without stories yet. */
async function firstFeed(trail: Trail, urls: readonly string[]): Promise<ReadFeed | undefined> {
  for (const url of urls) {
    const read = await readFeedAt(trail, url);
    if (read !== undefined) return read;
  }
  return undefined;
}

async function readFeedAt(trail: Trail, url: string): Promise<ReadFeed | undefined> {
  const answer = await trail.look(url);
  if (answer?.kind !== 'fetched') return undefined;
  const feed = await trail.read(answer, 'feed');
  if (feed.ok) return { url, feed: feed.value };
  trail.reject(url, feed.refusal.detail);
  return undefined;
}

/** Of a part of the site, `/culture/`, the feed of that part comes before the site's. */
function richest(feeds: readonly ReadFeed[], pageUrl: string): ReadFeed | undefined {
  const { pathname } = new URL(pageUrl);
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1);
  const isOfPart = ({ url }: ReadFeed) => folder !== '/' && new URL(url).pathname.startsWith(folder);
  const value = (each: ReadFeed) => richness(each.feed) + (isOfPart(each) ? 1 : 0) + (isEmpty(each) ? -1 : 0);
  return feeds.reduce<ReadFeed | undefined>(
    (best, each) => (best === undefined || value(each) > value(best) + CLEARLY_RICHER ? each : best),
    undefined,
  );
}

const isEmpty = ({ feed }: ReadFeed): boolean => usableEntries(feed).length === 0;
