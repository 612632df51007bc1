import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { IngestCounts } from './article-store.js';
import type { ArticlesDeps } from './deps.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { CLAIM_LEASE, nextFetchAt } from './fetch-schedule.js';
import { parseFeed } from './parse-feed.js';
import type { ParsedFeed } from './parsed-feed.js';
import { settleEntries } from './settle-entries.js';
import type { Source, SourceHealth } from './source.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;

const NOTHING: IngestCounts = { new: 0, updated: 0, unchanged: 0 };

/** Fetches now, due or not. */
export async function fetchSource(deps: ArticlesDeps, id: string): Promise<Outcome<IngestCounts>> {
  const source = await claim(deps, id, true);
  if (source === undefined)
    return refuse({ code: 'source.unknown', kind: 'unknown', detail: `There is no source with the id ${id}.` });
  return fetchClaimed(deps, source);
}

/** Fetches when the source is still due; when another worker was faster, does nothing. */
export async function fetchDueSource(deps: ArticlesDeps, id: string): Promise<void> {
  const source = await claim(deps, id, false);
  if (source !== undefined) await fetchClaimed(deps, source);
}

async function claim({ sources, clock }: ArticlesDeps, id: string, force: boolean): Promise<Source | undefined> {
  const now = clock.now();
  return sources.claimFetch(id, { now, until: now + CLAIM_LEASE, force });
}

async function fetchClaimed(deps: ArticlesDeps, source: Source): Promise<Outcome<IngestCounts>> {
  const outcome = await deps.fetcher.fetch(source.url, source);
  if (outcome.kind === 'failed') return recordFailure(deps, source, outcome);
  if (outcome.kind === 'not-modified') {
    await deps.sources.saveHealth(source.id, goodHealth(deps, source));
    return done(NOTHING);
  }
  const { bytes, finalUrl, headers } = outcome;
  const feed = parseFeed({ bytes, url: finalUrl, headers });
  if (!feed.ok) return recordFailure(deps, source, { reason: feed.refusal.detail, status: null, retryAfter: null });
  return done(await ingest(deps, source, { fetched: outcome, feed: feed.value }));
}

async function ingest(
  deps: ArticlesDeps,
  source: Source,
  { fetched, feed }: { fetched: Fetched; feed: ParsedFeed },
): Promise<IngestCounts> {
  const at = deps.clock.now();
  const counts = await deps.articles.ingest(source, settleEntries(feed.entries, at), at);
  await deps.sources.saveHealth(source.id, {
    ...goodHealth(deps, source),
    title: feed.title,
    etag: fetched.headers['etag'] ?? null,
    lastModified: fetched.headers['last-modified'] ?? null,
    ...(counts.new > 0 ? { lastNewAt: at } : {}),
  });
  deps.logger.info('source.fetched', { sourceId: source.id, ...counts, warnings: feed.warnings });
  return counts;
}

function goodHealth({ clock }: ArticlesDeps, { id, etag, lastModified }: Source): SourceHealth {
  const at = clock.now();
  const next = nextFetchAt({ sourceId: id, at, failures: 0, status: null, retryAfter: null });
  return { etag, lastModified, nextFetchAt: next, lastFetchAt: at, failures: 0, lastError: null };
}

interface Failure {
  readonly reason: string;
  readonly status: number | null;
  readonly retryAfter: number | null;
}

async function recordFailure(
  { sources, clock, logger }: ArticlesDeps,
  source: Source,
  { reason, status, retryAfter }: Failure,
): Promise<Outcome<IngestCounts>> {
  const at = clock.now();
  const failures = source.failures + 1;
  await sources.saveHealth(source.id, {
    etag: source.etag,
    lastModified: source.lastModified,
    nextFetchAt: nextFetchAt({ sourceId: source.id, at, failures, status, retryAfter }),
    lastFetchAt: at,
    failures,
    lastError: reason,
  });
  logger.warn('source.failed', { sourceId: source.id, failures, reason });
  return refuse({ code: 'source.failed', kind: 'unavailable', detail: `${source.url}: ${reason}` });
}
