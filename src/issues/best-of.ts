import { DateTime } from 'luxon';
import type { Article } from '../articles/article.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { bestOfDay, type EditionDate } from '../newsletters/schedule.js';
import type { Issue, IssueState } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';

/** A best-of is a digest of the week's digests, for readers who want one mail a week. */
const PREFIX = 'weekly-';
/** Digests of the days up to it, its own day included. */
const DAYS = 7;
const PRINTED: readonly IssueState[] = ['approved', 'preparing', 'sending', 'paused', 'done'];

/** Its edition key and its slug: one best-of a date, beside the digest of that date. */
export const bestOfKey = (localDate: string): string => `${PREFIX}${localDate}`;

export const isBestOf = ({ editionKey }: Pick<Issue, 'editionKey'>): boolean => editionKey.startsWith(PREFIX);

/** Whether the newsletter's best-of comes with this edition. */
export const hasBestOf = ({ schedule }: Newsletter, { localDate }: EditionDate): boolean => {
  const weekday = DateTime.fromISO(localDate, { zone: 'utc' }).setLocale('en').toFormat('ccc').toLowerCase();
  return bestOfDay(schedule) === weekday;
};

/** A story's place in an issue. */
interface Place {
  readonly articleId: string;
  readonly section: string | null;
  readonly position: number;
  readonly localDate: string;
}

/**
 * The week's stories, what was printed highest first and the newer day before the older: the leads, then the second stories,
 * and so on. What was retracted or is gone since is left out, and what two digests had comes once.
 */
export async function bestOfWeek(
  deps: Pick<IssuesDeps, 'issues' | 'articles'>,
  { id, maxArticles }: Newsletter,
  localDate: string,
): Promise<readonly { readonly article: Article; readonly section: string | null }[]> {
  const places = await placesOfWeek(deps, id, localDate);
  const articles = await deps.articles.byIds(places.map(({ articleId }) => articleId));
  const printable = articles.filter(({ retractedAt, goneAt }) => retractedAt === null && typeof goneAt !== 'number');
  const left = new Map(printable.map((article) => [article.id, article]));
  const chosen = places.flatMap(({ articleId, section }) => {
    const article = left.get(articleId);
    left.delete(articleId);
    return article === undefined ? [] : [{ article, section }];
  });
  return chosen.slice(0, maxArticles);
}

async function placesOfWeek(
  { issues }: Pick<IssuesDeps, 'issues'>,
  newsletterId: string,
  localDate: string,
): Promise<readonly Place[]> {
  const after = DateTime.fromISO(localDate, { zone: 'utc' }).minus({ days: DAYS }).toISODate() ?? '';
  const printed = await issues.list({ newsletterId, states: PRINTED, limit: 50 });
  const digests = printed.filter(
    (issue) => issue.kind === 'digest' && !isBestOf(issue) && issue.localDate > after && issue.localDate <= localDate,
  );
  const places = await Promise.all(
    digests.map(async (issue) =>
      (await issues.stories(issue.id)).map((story) => ({ ...story, localDate: issue.localDate })),
    ),
  );
  return places.flat().toSorted((a, b) => a.position - b.position || (a.localDate < b.localDate ? 1 : -1));
}
