import type { Candidate } from '../articles/article-store.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { REASON_WORDS, type Choice } from './story-reasons.js';

/** How far down the newest stories the lead may be looked for. */
const LEAD_SEARCH = 4;

interface Order {
  readonly newsletter: Pick<Newsletter, 'sections'>;
  readonly single?: boolean;
}

/** Chosen choices first, as they are printed, then the others, newest first. See selectStories. */
export function inPrintOrder({ newsletter, single = false }: Order, choices: readonly Choice[]): readonly Choice[] {
  const chosen = choices.filter((choice) => choice.chosen).toSorted((a, b) => inFront(a.candidate, b.candidate));
  const others = choices.filter((choice) => !choice.chosen).toSorted((a, b) => newestFirst(a.candidate, b.candidate));
  const pictured = chosen.slice(0, LEAD_SEARCH).find(({ candidate }) => candidate.image !== null);
  const lead = chosen[0]?.candidate.featured ? chosen[0] : (pictured ?? chosen[0]);
  if (lead === undefined) return others;
  const rest = bySection(
    chosen.filter((choice) => choice !== lead),
    newsletter,
  );
  if (!single) return [lead, ...rest, ...others];
  const left = rest.map((choice) => ({
    ...choice,
    chosen: false,
    reason: 'one-story' as const,
    words: REASON_WORDS.oneStory(),
  }));
  return [lead, ...left, ...others];
}

function bySection(choices: readonly Choice[], { sections }: Order['newsletter']): readonly Choice[] {
  const order = sections.map(({ name }) => name);
  const rank = ({ candidate: { newsletterSection } }: Choice) => {
    const index = newsletterSection === null ? -1 : order.indexOf(newsletterSection);
    return index === -1 ? order.length : index;
  };
  return choices.toSorted((a, b) => rank(a) - rank(b) || inFront(a.candidate, b.candidate));
}

/** Featured stories first, then the newest. */
export const inFront = (a: Candidate, b: Candidate): number =>
  Number(b.featured ?? false) - Number(a.featured ?? false) || newestFirst(a, b);

const newestFirst = (a: Candidate, b: Candidate): number =>
  (b.publishedAt ?? b.addedAt) - (a.publishedAt ?? a.addedAt) || (a.id < b.id ? -1 : 1);
