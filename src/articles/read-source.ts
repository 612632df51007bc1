import { DAY, SECOND } from '../kernel/clock.js';
import { done, type Outcome } from '../kernel/refusal.js';
import { wordPressFeeds } from './cms/wordpress-address.js';
import type { ArticlesDeps } from './deps.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { cmsOf } from './parse-source.js';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.js';
import type { Source } from './source.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;
type Deps = Pick<ArticlesDeps, 'fetcher' | 'feedReader'>;

/** What the first fetch of a source reads at most; later ones stop where they meet what they know. */
const MAX_POSTS = 200;
const MAX_PAGES = 10;
/** Milliseconds for all pages behind the first: an issue may wait for this source, and others for its host. */
const LONGEST_READ = 8 * SECOND;
/** Posts this much older than the last fetch were read by it, whatever the clocks say. */
const OVERLAP = DAY;

const NO_VALIDATORS = { etag: null, lastModified: null };

/** The first request for a source: its own address, or the first page of its API. */
export async function fetchAnswer(deps: Deps, source: Source): Promise<FetchOutcome> {
  const outcome = await deps.fetcher.fetch(cmsOf(source.kind)?.pageAddress(source.url, 1) ?? source.url, source);
  if (outcome.kind !== 'failed' || !isClosed(outcome)) return outcome;
  if (source.kind === 'wordpress') return (await feedInstead(deps, source))?.answer ?? outcome;
  return source.kind === 'ghost' && outcome.status === 401 ? { ...outcome, reason: KEY_UNKNOWN } : outcome;
}

const KEY_UNKNOWN =
  'Ghost does not know the key in this address any more. Add the source anew with the Content API key from Ghost: Settings, Integrations.';

/** Hardening plug-ins close the API, not the feed. */
const isClosed = ({ status }: { readonly status: number | null }): boolean =>
  status !== null && [401, 403, 404, 405, 410, 451].includes(status);

/** The site's feed in the place of its closed API, without validators: they would be asked of the API next time. */
async function feedInstead(deps: Deps, { url }: Source): Promise<{ answer: Fetched; feed: ParsedFeed } | undefined> {
  for (const address of wordPressFeeds(url)) {
    const outcome = await deps.fetcher.fetch(address, NO_VALIDATORS);
    if (outcome.kind !== 'fetched') continue;
    const { etag: _etag, 'last-modified': _lastModified, ...headers } = outcome.headers;
    const feed = await readAs(deps, 'feed', { ...outcome, headers });
    if (feed.ok) return { answer: { ...outcome, headers, movedTo: null }, feed: feed.value };
  }
  return undefined;
}

/** The stories in the answer of a source, and in the pages behind it where an API has more that are new. */
export async function readAnswer(deps: Deps, source: Source, answer: Fetched): Promise<Outcome<ParsedFeed>> {
  const cms = cmsOf(source.kind);
  const asked = cms === undefined ? answer : { ...answer, finalUrl: cms.pageAddress(source.url, 1) };
  const read = await readAs(deps, source.kind, asked);
  if (read.ok) return done(read.value.hasMore === true ? await readFurther(deps, source, read.value) : read.value);
  if (source.kind !== 'wordpress') return read;
  /** What came may be the feed already, fetched in the place of the API. */
  const feed = await readAs(deps, 'feed', answer);
  if (feed.ok) return feed;
  const instead = await feedInstead(deps, source);
  return instead === undefined ? read : done(instead.feed);
}

const readAs = async (
  { feedReader }: Deps,
  kind: Source['kind'],
  { bytes, finalUrl: url, headers }: Pick<Fetched, 'bytes' | 'finalUrl' | 'headers'>,
): Promise<Outcome<ParsedFeed>> => feedReader.read({ bytes, url, headers, kind });

/** A page that cannot be read ends the list, and so does a slow site; what came before counts. */
async function readFurther(deps: Deps, source: Source, first: ParsedFeed): Promise<ParsedFeed> {
  const entries = [...first.entries];
  const ended = (warning: string) => ({ ...first, entries, warnings: [...first.warnings, warning] });
  const deadline = performance.now() + LONGEST_READ;
  for (let page = 2; page <= MAX_PAGES && entries.length < MAX_POSTS && isNewSince(entries, source); page++) {
    if (performance.now() >= deadline) return ended(`The site is slow: page ${page} of the posts was not asked for.`);
    const next = await readPageOf(deps, source, page);
    if (next === undefined) return ended(`Page ${page} of the posts could not be read.`);
    entries.push(...next.entries);
    if (next.hasMore !== true) break;
  }
  return { ...first, entries };
}

async function readPageOf(deps: Deps, { kind, url }: Source, page: number): Promise<ParsedFeed | undefined> {
  const address = cmsOf(kind)?.pageAddress(url, page) ?? url;
  const outcome = await deps.fetcher.fetch(address, NO_VALIDATORS);
  if (outcome.kind !== 'fetched') return undefined;
  const read = await readAs(deps, kind, { ...outcome, finalUrl: address });
  return read.ok ? read.value : undefined;
}

/** Whether the oldest entry so far may be younger than the last fetch, so that the next page may hold news. */
function isNewSince(entries: readonly ParsedEntry[], { lastFetchAt }: Source): boolean {
  const oldest = entries.at(-1)?.publishedAt ?? null;
  return lastFetchAt === null || oldest === null || oldest > lastFetchAt - OVERLAP;
}
