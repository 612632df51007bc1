import { DAY } from '../kernel/clock.js';
import { refuse, type Outcome } from '../kernel/refusal.js';
import type { ArticlesDeps } from './deps.js';
import { nextTryAt } from './fetch-schedule.js';
import { nextPageTryAt } from './page-schedule.js';
import { redactKeys } from './redact-keys.js';
import type { Source } from './source.js';
import { tellFailing, tellStopped } from './tell-editors.js';

export interface FetchFailure {
  readonly reason: string;
  readonly status: number | null;
  /** Milliseconds from now. */
  readonly retryAfter: number | null;
  /** What came is no feed. */
  readonly unreadable?: boolean;
}

const GONE = 410;
/** Servers are away for a night now and then; an editor can do nothing about that. */
const LONG = DAY;
const OFTEN = 3;

/** Stores a failure in words and when to try again; tells the editors once when it lasts. Always a refusal. */
export async function recordFailure(
  deps: ArticlesDeps,
  source: Source,
  failure: FetchFailure,
): Promise<Outcome<never>> {
  const { status, retryAfter } = failure;
  const reason = redactKeys(failure.reason);
  const at = deps.clock.now();
  const failures = source.failures + 1;
  const failingSince = source.failingSince ?? at;
  const stoppedAt = status === GONE ? (source.stoppedAt ?? at) : source.stoppedAt;
  await deps.sources.saveHealth(source.id, {
    nextFetchAt: nextAfter(source, { at, failures, failingSince, retryAfter }),
    lastFetchAt: at,
    failures,
    lastError: reason,
    failingSince,
    retryAt: retryAfter === null ? null : at + retryAfter,
    stoppedAt,
  });
  deps.logger.warn('source.failed', { sourceId: source.id, failures, reason });
  await tell(deps, { ...source, failures, lastError: reason, failingSince, stoppedAt }, at - failingSince);
  return refusalOf(source, failure);
}

type Failures = Parameters<typeof nextPageTryAt>[1];

const nextAfter = (source: Source, failed: Failures): number =>
  source.kind === 'page' ? nextPageTryAt(source, failed) : nextTryAt({ sourceId: source.id, ...failed });

/** A page is one story: that it is gone is said where it is printed, and no news is missing without it. */
async function tell(deps: ArticlesDeps, source: Source, failingFor: number): Promise<void> {
  if (source.kind === 'page') return;
  if (source.stoppedAt !== null) await tellStopped(deps, source);
  else if (source.failures >= OFTEN && failingFor >= LONG) await tellFailing(deps, source);
}

/** Request Timeout, Too Early, Too Many Requests: the 4xx that ask to come again. */
const COME_AGAIN: readonly number[] = [408, 425, 429];
/** Without a status the fetcher has only words; these tell somebody to change the address or a setting. */
const ADVICE = /FETCH_ALLOW|Check the address/;

function isPermanent({ reason, status, unreadable = false }: FetchFailure): boolean {
  if (status !== null) return status < 500 && !COME_AGAIN.includes(status);
  return unreadable || ADVICE.test(reason);
}

function refusalOf(source: Source, failure: FetchFailure): Outcome<never> {
  const detail = redactKeys(`${source.url}: ${failure.reason}`);
  if (!isPermanent(failure)) return refuse({ code: 'source.failed', kind: 'unavailable', detail });
  return refuse({ code: 'source.failed', kind: 'invalid', detail, errors: [{ field: 'url', fault: detail }] });
}
