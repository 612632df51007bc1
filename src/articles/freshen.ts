import type { ArticlesDeps } from './deps.js';
import { fetchDueSource } from './fetch-source.js';
import { pause } from './pause.js';

const LOOK_AGAIN = 100;

export interface Freshness {
  /** A fetch since then is fresh enough, also one that failed. */
  readonly since: number;
}

/** Rings for the newsletter's sources that were not asked since, due or not: an issue is about to be made of them. */
export async function hasten({ sources, bell, clock }: ArticlesDeps, newsletterId: string, { since }: Freshness) {
  const stale = await sources.hasten(newsletterId, { since, now: clock.now() });
  bell.ring(stale.map(({ id }) => ({ name: 'fetch-source', sourceId: id })));
}

/**
 * Fetches what was not asked since, and returns when all answered or failed, at the latest after `within` milliseconds: a
 * dead source does not hold an issue. Never throws.
 */
export async function freshen(
  deps: ArticlesDeps,
  newsletterId: string,
  { since, within }: Freshness & { readonly within: number },
): Promise<void> {
  const signal = AbortSignal.timeout(within);
  const late = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([late, fetchStale(deps, newsletterId, { since, signal })]);
}

async function fetchStale(
  deps: ArticlesDeps,
  newsletterId: string,
  { since, signal }: Freshness & { readonly signal: AbortSignal },
): Promise<void> {
  try {
    while (!signal.aborted) {
      const stale = await deps.sources.hasten(newsletterId, { since, now: deps.clock.now() });
      if (stale.length === 0) return;
      await Promise.all(stale.map(async ({ id }) => fetchDueSource(deps, id, signal)));
      await pause(LOOK_AGAIN);
    }
  } catch (error) {
    deps.logger.error('sources.not-freshened', { newsletterId, error });
  }
}
