import type { IngestCounts } from './article-store.js';
import type { ArticlesDeps } from './deps.js';
import type { FeedManners } from './feed-manners.js';
import type { FetchOutcome } from './feed-fetcher.js';
import { nextFetchAt, PUSHED_DISTANCE } from './fetch-schedule.js';
import { isTold, keepSubscribed } from './keep-subscribed.js';
import { offeredHub } from './offered-hub.js';
import { nextPageFetchAt } from './page-schedule.js';
import { redactKeys } from './redact-keys.js';
import type { Source, SourceHealth } from './source.js';

type Answer = Exclude<FetchOutcome, { kind: 'failed' }>;

/** What a body that was read says of its source. */
export interface ReadFeed {
  readonly title: string | null;
  readonly manners: FeedManners | null;
  readonly bodyHash: string;
  readonly counts: IngestCounts;
}

/** A server may say once by mistake that a feed moved for good; it is believed when it says so three times in a row. */
const BELIEVED_MOVES = 3;

export interface GoodAnswer {
  readonly answer: Answer;
  readonly startedAt: number;
  /** Nothing is new without it. */
  readonly read?: ReadFeed;
}

/** Stores what a good answer says of the source and when to ask again; keeps up the subscription to its hub. */
export async function recordAnswer(deps: ArticlesDeps, source: Source, good: GoodAnswer): Promise<void> {
  const { answer, read } = good;
  const at = deps.clock.now();
  const manners = read?.manners ?? source.manners;
  // The address of a site's API is made from the source's; where that moved to is not known.
  const moved = moveOf(source, source.kind === 'feed' ? answer.movedTo : null);
  await deps.sources.saveHealth(source.id, {
    ...validatorsOf(source, answer),
    ...(read === undefined ? {} : healthOf(source, read, at)),
    ...moved,
    nextFetchAt: await nextAfter(deps, source, { ...good, manners, at }),
    lastFetchAt: at,
    failures: 0,
    lastError: null,
    failingSince: null,
    retryAt: null,
    stoppedAt: null,
  });
  if (moved.movedTo !== null && moved.movedTimes >= BELIEVED_MOVES) await move(deps, source, moved.movedTo);
  await keepSubscribed(deps, source.id, offeredHub(answer.headers, manners, source.url));
}

/** A push during the fetch may be about what it just missed; a subscription is renewed with a fetch. */
async function nextAfter(
  { hubs }: ArticlesDeps,
  source: Source,
  { answer, startedAt, manners, at }: GoodAnswer & { readonly manners: FeedManners | null; readonly at: number },
): Promise<number> {
  if (source.kind === 'page') return nextPageFetchAt(source, at);
  const { id } = source;
  const subscription = await hubs.bySource(id);
  if ((subscription?.lastPushAt ?? 0) > startedAt) return at + PUSHED_DISTANCE;
  const pushed = subscription !== undefined && isTold(subscription, at);
  const next = nextFetchAt({ sourceId: id, at, manners, headers: answer.headers, pushed });
  const renewAt = subscription?.state === 'active' ? subscription.renewAt : null;
  return renewAt === null || renewAt <= at ? next : Math.min(next, renewAt);
}

/** An API's answer has no title; the one found with its site stays. */
function healthOf(source: Source, { title, manners, bodyHash, counts }: ReadFeed, at: number): Partial<SourceHealth> {
  const stories = counts.new + counts.updated + counts.unchanged;
  const found = counts.new > 0 ? { lastNewAt: at } : {};
  return { title: title ?? source.title, manners, bodyHash, stories, ...found };
}

/** As they came, quotes and `W/` included. A 304 may bring new ones, and need not repeat the old. */
function validatorsOf(source: Source, { kind, headers }: Answer): Pick<SourceHealth, 'etag' | 'lastModified'> {
  const kept = kind === 'not-modified' ? source : { etag: null, lastModified: null };
  return { etag: headers['etag'] ?? kept.etag, lastModified: headers['last-modified'] ?? kept.lastModified };
}

function moveOf(source: Source, movedTo: string | null): Pick<SourceHealth, 'movedTo' | 'movedTimes'> {
  if (movedTo === null || movedTo === source.url) return { movedTo: null, movedTimes: 0 };
  return { movedTo, movedTimes: movedTo === source.movedTo ? source.movedTimes + 1 : 1 };
}

async function move({ sources, audit, logger }: ArticlesDeps, source: Source, url: string): Promise<void> {
  const [from, to] = [redactKeys(source.url), redactKeys(url)];
  if (!(await sources.move(source.id, url))) {
    logger.warn('source.not-moved', {
      sourceId: source.id,
      url: to,
      reason: 'The newsletter has this address already.',
    });
    return;
  }
  logger.info('source.moved', { sourceId: source.id, from, to });
  await audit({
    actor: 'scheduler',
    action: 'source.moved',
    subject: source.id,
    detail: { from, to },
  });
}
