import { done, type Outcome } from '../kernel/refusal.js';
import type { CmsReader } from './cms/cms-reader.js';
import { ghost } from './cms/read-ghost.js';
import { wordPress } from './cms/read-wordpress.js';
import type { ArticlesDeps } from './deps.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { readPage } from './page/read-page.js';
import { parseFeed } from './parse-feed.js';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.js';
import type { Source, SourceKind } from './source.js';
import { DAY } from '../kernel/clock.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;

const CMS: Readonly<Partial<Record<SourceKind, CmsReader>>> = { wordpress: wordPress, ghost };

/** What the first fetch of a source reads at most; later ones stop where they meet what they know. */
const MAX_POSTS = 200;
const MAX_PAGES = 10;
/** Posts this much older than the last fetch were read by it, whatever the clocks say. */
const OVERLAP = DAY;

const NO_VALIDATORS = { etag: null, lastModified: null };

/** The first request for a source: its own address, or the first page of its API. */
export async function fetchAnswer({ fetcher }: ArticlesDeps, source: Source): Promise<FetchOutcome> {
  const cms = CMS[source.kind];
  const outcome = await fetcher.fetch(cms?.pageAddress(source.url, 1) ?? source.url, source);
  if (outcome.kind !== 'failed' || !isClosed(outcome)) return outcome;
  if (source.kind === 'wordpress') return feedInstead(fetcher, source, outcome);
  return source.kind === 'ghost' && outcome.status === 401 ? { ...outcome, reason: KEY_UNKNOWN } : outcome;
}

const KEY_UNKNOWN =
  'Ghost does not know the key in this address any more. Add the source anew with the Content API key from Ghost: Settings, Integrations.';

/** Hardening plug-ins close the API, not the feed: 401, 403, 404 or 410. */
const isClosed = ({ status }: { readonly status: number | null }): boolean =>
  status !== null && [401, 403, 404, 405, 410, 451].includes(status);

/** The site's feed in the place of its closed API, without validators: they would be asked of the API next time. */
async function feedInstead(
  fetcher: ArticlesDeps['fetcher'],
  { url }: Source,
  failed: FetchOutcome,
): Promise<FetchOutcome> {
  for (const feed of wordPress.feedsBeside(url)) {
    const outcome = await fetcher.fetch(feed, NO_VALIDATORS);
    if (outcome.kind !== 'fetched') continue;
    const { etag: _etag, 'last-modified': _lastModified, ...headers } = outcome.headers;
    if (parseFeed({ bytes: outcome.bytes, url: outcome.finalUrl, headers }).ok) return { ...outcome, headers };
  }
  return failed;
}

/** The stories in the answer of a source, and in the pages behind it where an API has more that are new. */
export async function readAnswer(deps: ArticlesDeps, source: Source, answer: Fetched): Promise<Outcome<ParsedFeed>> {
  const { bytes, finalUrl: url, headers } = answer;
  if (source.kind === 'page') return readPage({ bytes, url, headers });
  const cms = CMS[source.kind];
  if (cms === undefined) return parseFeed({ bytes, url, headers });
  const first = cms.read({ bytes, url: cms.pageAddress(source.url, 1), headers });
  if (!first.ok) return readFeedInstead(deps, source, { answer, refused: first });
  return done(await readPages(deps, source, { cms, first: first.value.feed, hasMore: first.value.hasMore }));
}

interface Refused {
  readonly answer: Fetched;
  readonly refused: Extract<Outcome<unknown>, { ok: false }>;
}

/** What came is the feed that was fetched in the API's place, or something to take the feed instead of. */
async function readFeedInstead(
  { fetcher }: ArticlesDeps,
  source: Source,
  { answer, refused }: Refused,
): Promise<Outcome<ParsedFeed>> {
  const feed = parseFeed({ bytes: answer.bytes, url: answer.finalUrl, headers: answer.headers });
  if (feed.ok || source.kind !== 'wordpress') return feed.ok ? feed : refused;
  const failed: FetchOutcome = { kind: 'failed', reason: refused.refusal.detail, status: null, retryAfter: null };
  const instead = await feedInstead(fetcher, source, failed);
  if (instead.kind !== 'fetched') return refused;
  return parseFeed({ bytes: instead.bytes, url: instead.finalUrl, headers: instead.headers });
}

interface Pages {
  readonly cms: CmsReader;
  readonly first: ParsedFeed;
  readonly hasMore: boolean;
}

/** A page that cannot be read ends the list; what came before it counts. */
async function readPages(
  { fetcher }: ArticlesDeps,
  source: Source,
  { cms, first, hasMore }: Pages,
): Promise<ParsedFeed> {
  const entries = [...first.entries];
  const warnings = new Set(first.warnings);
  let more = hasMore;
  for (let page = 2; more && page <= MAX_PAGES && entries.length < MAX_POSTS && isNewSince(entries, source); page++) {
    const url = cms.pageAddress(source.url, page);
    const outcome = await fetcher.fetch(url, NO_VALIDATORS);
    const next =
      outcome.kind === 'fetched' ? cms.read({ bytes: outcome.bytes, url, headers: outcome.headers }) : undefined;
    if (next?.ok !== true) {
      warnings.add(`Page ${page} of the posts could not be read.`);
      break;
    }
    entries.push(...next.value.feed.entries);
    more = next.value.hasMore;
  }
  return { ...first, entries, warnings: [...warnings] };
}

/** Whether the oldest entry so far may be younger than the last fetch, so that the next page may hold news. */
function isNewSince(entries: readonly ParsedEntry[], { lastFetchAt }: Source): boolean {
  const oldest = entries.at(-1)?.publishedAt ?? null;
  return lastFetchAt === null || oldest === null || oldest > lastFetchAt - OVERLAP;
}
