import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { IngestCounts } from './article-store.js';
import type { ArticlesDeps } from './deps.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { CLAIM_LEASE, nextFetchAt } from './fetch-schedule.js';
import type { ParsedFeed } from './parsed-feed.js';
import { settleEntries } from './settle-entries.js';
import type { Source, SourceHealth } from './source.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;

const NOTHING: IngestCounts = { new: 0, updated: 0, unchanged: 0 };

/** Fetches now, due or not. A fault that stays until somebody acts is `invalid`, one that may pass is `unavailable`. */
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
  const feed = await deps.feedReader.read({ bytes, url: finalUrl, headers });
  if (!feed.ok) {
    const reason = feed.refusal.detail;
    return recordFailure(deps, source, { reason, status: null, retryAfter: null, unreadable: true });
  }
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
  /** What came is no feed. */
  readonly unreadable?: boolean;
}

/** Request Timeout, Too Early, Too Many Requests: the 4xx that ask to come again. */
const COME_AGAIN: readonly number[] = [408, 425, 429];
/** Without a status the fetcher has only words; these tell somebody to change the address or a setting. */
const ADVICE = /FETCH_ALLOW|Check the address/;

function isPermanent({ reason, status, unreadable = false }: Failure): boolean {
  if (status !== null) return status < 500 && !COME_AGAIN.includes(status);
  return unreadable || ADVICE.test(reason);
}

async function recordFailure(
  { sources, clock, logger }: ArticlesDeps,
  source: Source,
  failure: Failure,
): Promise<Outcome<IngestCounts>> {
  const { reason, status, retryAfter } = failure;
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
  const detail = `${source.url}: ${reason}`;
  if (!isPermanent(failure)) return refuse({ code: 'source.failed', kind: 'unavailable', detail });
  return refuse({ code: 'source.failed', kind: 'invalid', detail, errors: [{ field: 'url', fault: detail }] });
}
