import { MINUTE, SECOND } from '../kernel/clock.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { IssuesDeps } from './issues-deps.js';

type Deps = Pick<IssuesDeps, 'articles' | 'clock'>;

/** Long enough for every source of a newsletter to answer or fail. */
const AHEAD = 3 * MINUTE;
/** Longer than AHEAD, so that what was asked ahead is not asked again. */
const FRESH = AHEAD + MINUTE;
/** Only a worker that just started has to wait at all. */
const LONGEST_WAIT = 8 * SECOND;

/**
 * Before the moments at which stories are chosen, has the newsletter's sources asked once more.
 * @param moments instants in milliseconds
 */
export async function hastenSources(deps: Deps, newsletter: Newsletter, moments: readonly number[]): Promise<void> {
  const now = deps.clock.now();
  const next = moments.find((moment) => moment - AHEAD <= now && now < moment);
  if (next !== undefined) await deps.articles.hasten(newsletter.id, { since: next - AHEAD });
}

/** Now that stories are chosen: waits some seconds for sources that were not asked in the last minutes. */
export async function freshenSources(deps: Deps, newsletter: Newsletter): Promise<void> {
  const since = deps.clock.now() - FRESH;
  await deps.articles.freshen(newsletter.id, { since, within: LONGEST_WAIT });
}
