import type { Candidate } from '../articles/article-store.js';
import type { Newsletter } from '../newsletters/newsletter.js';

/** How far down the newest stories the lead may be looked for. */
const LEAD_SEARCH = 4;

/**
 * The stories of an issue, lead first: the newest candidates, at most `maxArticles`, at most `max` per section. The lead
 * is the newest story with a picture among the first four, because it is printed large; the rest follow by section in the
 * newsletter's order, newest first.
 */
export function selectStories(candidates: readonly Candidate[], newsletter: Newsletter): readonly Candidate[] {
  const chosen = withinQuotas(candidates.toSorted(newestFirst), newsletter);
  const lead = chosen.slice(0, LEAD_SEARCH).find((candidate) => candidate.image !== null) ?? chosen[0];
  const rest = chosen.filter((candidate) => candidate !== lead);
  return lead === undefined ? [] : [lead, ...bySection(rest, newsletter)];
}

function withinQuotas(candidates: readonly Candidate[], newsletter: Newsletter): readonly Candidate[] {
  const quota = new Map(newsletter.sections.map((section) => [section.name, section.max ?? newsletter.maxArticles]));
  const used = new Map<string, number>();
  const fits = (candidate: Candidate) => {
    const section = candidate.newsletterSection ?? '';
    const count = (used.get(section) ?? 0) + 1;
    if (count > (quota.get(section) ?? newsletter.maxArticles)) return false;
    used.set(section, count);
    return true;
  };
  return candidates.filter(fits).slice(0, newsletter.maxArticles);
}

function bySection(candidates: readonly Candidate[], newsletter: Newsletter): readonly Candidate[] {
  const order = newsletter.sections.map((section) => section.name);
  const rank = ({ newsletterSection }: Candidate) => {
    const index = newsletterSection === null ? -1 : order.indexOf(newsletterSection);
    return index === -1 ? order.length : index;
  };
  return candidates.toSorted((a, b) => rank(a) - rank(b) || newestFirst(a, b));
}

const newestFirst = (a: Candidate, b: Candidate): number =>
  (b.publishedAt ?? b.addedAt) - (a.publishedAt ?? a.addedAt) || (a.id < b.id ? -1 : 1);
