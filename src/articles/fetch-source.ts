import { MINUTE, SECOND } from '../kernel/clock.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { FetchClaim, IngestCounts } from './article-store.js';
import { bodyHash } from './body-hash.js';
import type { ArticlesDeps } from './deps.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { CLAIM_LEASE } from './fetch-schedule.js';
import { pause } from './pause.js';
import { fetchAnswer, readAnswer } from './read-source.js';
import { recordAnswer } from './record-answer.js';
import { recordFailure } from './record-failure.js';
import { settleEntries } from './settle-entries.js';
import type { Source } from './source.js';

type Fetched = Extract<FetchOutcome, { kind: 'fetched' }>;

/** Who asks for a fetch waits this long for a request that is under way to the same host. */
const PATIENCE = 20 * SECOND;
const LOOK_AGAIN = 50;
/** Between two requests to a host; whoever waits for it gets a turn then. */
const COURTESY = 100;
/** One job works no longer on one host: others wait for their turn. The next tick goes on. */
const LONGEST_ROUND = MINUTE;

/** Fetches now, due or not. A fault that stays until somebody acts is `invalid`, one that may pass is `unavailable`. */
export async function fetchSource(deps: ArticlesDeps, id: string): Promise<Outcome<IngestCounts>> {
  const deadline = performance.now() + PATIENCE;
  let claimed = await claim(deps, id, true);
  while (claimed.kind === 'busy' && performance.now() < deadline) {
    await pause(LOOK_AGAIN);
    claimed = await claim(deps, id, true);
  }
  if (claimed.kind === 'claimed') return fetchClaimed(deps, claimed.source);
  if (claimed.kind === 'unknown')
    return refuse({ code: 'source.unknown', kind: 'unknown', detail: `There is no source with the id ${id}.` });
  const detail = `${claimed.source.host} is being asked already. Try again in a minute.`;
  return refuse({ code: 'source.busy', kind: 'unavailable', detail });
}

/**
 * Fetches when the source is still due, and then, one after the other, whatever else is due on its host. When another
 * worker is at that host, does nothing.
 */
export async function fetchDueSource(deps: ArticlesDeps, id: string, signal?: AbortSignal): Promise<void> {
  const start = performance.now();
  const asked = new Set<string>();
  let next: string | undefined = id;
  while (next !== undefined && !asked.has(next)) {
    const claimed = await claim(deps, next, false);
    if (claimed.kind !== 'claimed') return;
    asked.add(next);
    await fetchClaimed(deps, claimed.source);
    if (signal?.aborted === true || performance.now() - start > LONGEST_ROUND) return;
    const [also] = await deps.sources.due(deps.clock.now(), { limit: 1, host: claimed.source.host });
    next = also?.id;
    if (next !== undefined) await pause(COURTESY);
  }
}

async function claim({ sources, clock }: ArticlesDeps, id: string, force: boolean): Promise<FetchClaim> {
  const now = clock.now();
  return sources.claimFetch(id, { now, until: now + CLAIM_LEASE, force });
}

async function fetchClaimed(deps: ArticlesDeps, source: Source): Promise<Outcome<IngestCounts>> {
  const startedAt = deps.clock.now();
  const outcome = await fetchAnswer(deps, source);
  if (outcome.kind === 'failed') return recordFailure(deps, source, outcome);
  if (outcome.kind === 'not-modified' || bodyHash(outcome) === source.bodyHash) {
    await recordAnswer(deps, source, { answer: outcome, startedAt });
    return done({ new: 0, updated: 0, unchanged: source.stories });
  }
  return readFetched(deps, source, { fetched: outcome, startedAt });
}

async function readFetched(
  deps: ArticlesDeps,
  source: Source,
  { fetched, startedAt }: { readonly fetched: Fetched; readonly startedAt: number },
): Promise<Outcome<IngestCounts>> {
  const feed = await readAnswer(deps, source, fetched);
  if (!feed.ok) {
    const reason = feed.refusal.detail;
    return recordFailure(deps, source, { reason, status: null, retryAfter: null, unreadable: true });
  }
  const { entries, title, manners = null, warnings } = feed.value;
  const at = deps.clock.now();
  const counts = await deps.articles.ingest(source, settleEntries(entries, at), at);
  const read = { title, manners, bodyHash: bodyHash(fetched), counts };
  await recordAnswer(deps, source, { answer: fetched, startedAt, read });
  deps.logger.info('source.fetched', { sourceId: source.id, ...counts, warnings });
  return done(counts);
}
