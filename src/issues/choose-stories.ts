import type { Article } from '../articles/article.js';
import type { Candidate } from '../articles/article-store.js';
import { DAY } from '../kernel/clock.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { cutOffAt } from '../newsletters/schedule.js';
import { bestOfWeek, isBestOf } from './best-of.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import { selectStories } from './select-stories.js';
import type { Choice } from './story-reasons.js';

/** The most candidates looked at for one issue. */
const CANDIDATE_LIMIT = 300;

export interface ChosenStory {
  readonly article: Article;
  readonly section: string | null;
}

type Place = Pick<Issue, 'id' | 'candidatesSince' | 'kind' | 'editionKey' | 'localDate'>;

/** The stories the schedule would print now, in print order. */
export async function chooseStories(
  deps: IssuesDeps,
  newsletter: Newsletter,
  issue: Place,
): Promise<readonly ChosenStory[]> {
  if (isBestOf(issue)) return bestOfWeek(deps, newsletter, issue.localDate);
  return (await judgeStories(deps, newsletter, issue))
    .filter(({ chosen }) => chosen)
    .map(({ candidate }) => ({ article: candidate, section: candidate.newsletterSection }));
}

/** Every candidate with the reason why it would be printed now or not; chosen ones first, in print order. None of a best-of. */
export async function judgeStories(deps: IssuesDeps, newsletter: Newsletter, issue: Place): Promise<readonly Choice[]> {
  if (isBestOf(issue)) return [];
  return selectStories({
    candidates: await candidatesFor(deps, newsletter, issue),
    newsletter,
    since: issue.candidatesSince,
    cutOff: cutOffOf(newsletter, issue),
    single: issue.kind === 'urgent',
  });
}

/** Everything an editor may choose from. */
export async function candidatesFor(
  deps: IssuesDeps,
  newsletter: Newsletter,
  issue: Pick<Issue, 'id' | 'candidatesSince'>,
): Promise<readonly Candidate[]> {
  return deps.articles.candidates({ ...reachOf(deps, newsletter, issue), limit: CANDIDATE_LIMIT });
}

/** The stories an issue may reach for, whether they can be printed or not. */
export const reachOf = (
  { clock }: Pick<IssuesDeps, 'clock'>,
  newsletter: Newsletter,
  issue: Pick<Issue, 'id' | 'candidatesSince'>,
) => ({
  newsletterId: newsletter.id,
  since: Math.max(0, issue.candidatesSince - newsletter.fallbackDays * DAY),
  now: clock.now(),
  forIssue: issue.id,
});

/** Only digests have a time to wait for; a special takes what there is. */
function cutOffOf({ schedule, cutOff }: Newsletter, { kind, localDate }: Place) {
  return kind !== 'digest' || cutOff === null ? null : { at: cutOffAt(schedule, cutOff, localDate), time: cutOff };
}

/** Candidates count from the moment up to which the last printed digest chose its own. */
export async function lastSelection(deps: IssuesDeps, newsletter: Newsletter): Promise<number> {
  const printed = await deps.issues.list({
    newsletterId: newsletter.id,
    states: ['draft', 'approved', 'preparing', 'sending', 'paused', 'done'],
    limit: 50,
  });
  const last = printed.find((issue) => issue.kind === 'digest' && !isBestOf(issue));
  if (last === undefined) return 0;
  return Math.min(last.createdAt, cutOffOf(newsletter, last)?.at ?? last.createdAt);
}
