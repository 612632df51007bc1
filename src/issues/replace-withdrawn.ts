import type { Newsletter } from '../newsletters/newsletter.js';
import { judgeStories } from './choose-stories.js';
import type { Issue } from './issue.js';
import type { IssuesDeps } from './issues-deps.js';
import type { Stories } from './rewrite-issue.js';

interface Withdrawal {
  readonly issue: Issue;
  readonly newsletter: Newsletter;
  readonly stories: Stories;
  /** Article to why it goes, as the end of a sentence: `its page answers 404`. */
  readonly withdrawn: ReadonlyMap<string, string>;
}

export interface Replaced {
  readonly stories: Stories;
  /** What was done, a sentence each, for the issue's log. */
  readonly lines: readonly string[];
}

/**
 * The stories without the withdrawn ones; in a digest the next candidate takes the place of each, in its section if it can. A
 * special is what somebody put together by hand: nothing takes a place there.
 */
export async function replaceWithdrawn(
  deps: IssuesDeps,
  { issue, newsletter, stories, withdrawn }: Withdrawal,
): Promise<Replaced> {
  if (withdrawn.size === 0) return { stories, lines: [] };
  const kept = stories.filter(({ article }) => !withdrawn.has(article.id));
  const dropped = stories.filter(({ article }) => withdrawn.has(article.id));
  const next = issue.kind === 'digest' ? await standIns(deps, { issue, newsletter, stories, withdrawn }) : [];
  const result = [...stories];
  const lines: string[] = [];
  for (const { article, section } of dropped) {
    const place = result.findIndex((story) => story.article.id === article.id);
    const better = next.findIndex((story) => story.section === section);
    const [standIn] = next.splice(Math.max(0, better), 1);
    result.splice(place, 1, ...(standIn === undefined ? [] : [standIn]));
    const instead =
      standIn === undefined ? 'No other story takes its place.' : `In its place: “${standIn.article.title}”.`;
    lines.push(`“${article.title}” is left out because ${withdrawn.get(article.id) ?? 'it was withdrawn'}. ${instead}`);
  }
  return { stories: withLead(result, kept), lines };
}

async function standIns(
  deps: IssuesDeps,
  { issue, newsletter, stories, withdrawn }: Withdrawal,
): Promise<Stories[number][]> {
  const used = new Set(stories.map(({ article }) => article.id));
  const choices = await judgeStories(deps, newsletter, issue);
  const left = choices.filter(({ candidate }) => !used.has(candidate.id) && !withdrawn.has(candidate.id));
  const usable = left.filter(({ chosen, reason }) => chosen || reason === 'issue-full' || reason === 'not-needed');
  return usable
    .toSorted((a, b) => Number(b.chosen) - Number(a.chosen))
    .map(({ candidate }) => ({ article: candidate, section: candidate.newsletterSection }));
}

/** A stand-in does not lead: the next story with a picture among the first ones does, as it would have. */
function withLead(stories: Stories, kept: Stories): Stories {
  if (stories[0] === undefined || kept.length === 0 || kept.includes(stories[0])) return stories;
  const lead = kept.slice(0, 4).find(({ article }) => article.image !== null) ?? kept[0];
  return lead === undefined ? stories : [lead, ...stories.filter((story) => story !== lead)];
}
