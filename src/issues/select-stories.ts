import type { Candidate } from '../articles/article-store.js';
import { canonicalUrl } from '../articles/canonical-url.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import { inFront, inPrintOrder } from './print-order.js';
import { REASON_WORDS, type Choice, type ChoiceReason } from './story-reasons.js';

export interface Selection {
  readonly candidates: readonly Candidate[];
  readonly newsletter: Pick<Newsletter, 'sections' | 'minArticles' | 'maxArticles'>;
  /** Stories that came in by then are old: they only fill up what is missing. */
  readonly since: number;
  /** Nothing that came in later is taken; `time` is how the editors call it. */
  readonly cutOff?: { readonly at: number; readonly time: string } | null;
  /** An urgent issue has one story. */
  readonly single?: boolean;
}

/**
 * Judges every candidate. Chosen are, featured stories first and then the newest: of each section the least it wants, then
 * all others up to the most of their section and of the issue; older stories only where the section or the issue has less
 * than its least. Chosen ones come first, in print order: the lead is the first featured story, else the newest of the first
 * four that has a picture, because it is printed large; the rest follows by section in the newsletter's order.
 */
export function selectStories(selection: Selection): readonly Choice[] {
  const table = new Map<Candidate, Choice>();
  const judged = judge(table);
  const fit = withoutRepeats(withinTime(selection, judged), judged);
  const fresh = fit.filter((candidate) => isFresh(candidate, selection.since));
  const older = fit.filter((candidate) => !isFresh(candidate, selection.since));
  takeLeast(selection, { fresh, older, table, judged });
  takeNewest(selection, { fresh, table, judged });
  fillUp(selection, { older, table, judged });
  for (const candidate of older)
    if (!table.has(candidate)) judged(candidate, false, 'not-needed', REASON_WORDS.notNeeded());
  return inPrintOrder(selection, [...table.values()]);
}

type Judged = (candidate: Candidate, chosen: boolean, reason: ChoiceReason, words: string) => void;

const judge =
  (table: Map<Candidate, Choice>): Judged =>
  (candidate, chosen, reason, words) => {
    table.set(candidate, { candidate, chosen, reason, words });
  };

/** An embargo that ended since the last issue makes a story new. */
const isFresh = ({ addedAt, embargoUntil }: Candidate, since: number): boolean =>
  Math.max(addedAt, embargoUntil ?? 0) > since || since === 0;

function withinTime({ candidates, cutOff }: Selection, judged: Judged): readonly Candidate[] {
  return candidates.toSorted(inFront).filter((candidate) => {
    if (!cutOff || candidate.addedAt <= cutOff.at) return true;
    judged(candidate, false, 'after-cut-off', REASON_WORDS.afterCutOff(cutOff.time));
    return false;
  });
}

/** Two articles may turn out to be one: the address of one moved to that of the other, or both say the very same. */
function withoutRepeats(candidates: readonly Candidate[], judged: Judged): readonly Candidate[] {
  const seen = new Map<string, Candidate>();
  return candidates.filter((candidate) => {
    const keys = [canonicalUrl(candidate.url), ...sayings(candidate)];
    const same = keys.map((key) => seen.get(key)).find((other) => other !== undefined);
    if (same !== undefined) judged(candidate, false, 'same-story', REASON_WORDS.sameStory(same.title));
    else for (const key of keys) seen.set(key, candidate);
    return same === undefined;
  });
}

/** A headline alone is too little: “Morning briefing” is a new story each day. */
const sayings = ({ title, dek }: Candidate): readonly string[] =>
  dek === null ? [] : [`${title}\n${dek}`.normalize('NFKC').toLowerCase()];

interface Round {
  readonly table: ReadonlyMap<Candidate, Choice>;
  readonly judged: Judged;
}

const chosenIn = (table: Round['table']): readonly Choice[] => [...table.values()].filter(({ chosen }) => chosen);

const inSection = (table: Round['table'], section: string | null): number =>
  chosenIn(table).filter(({ candidate }) => candidate.newsletterSection === section).length;

/** Sections that want some stories get them first, also older ones. */
function takeLeast(
  { newsletter }: Selection,
  { fresh, older, table, judged }: Round & { fresh: readonly Candidate[]; older: readonly Candidate[] },
): void {
  for (const { name, min = 0 } of newsletter.sections) {
    for (const candidate of [...fresh, ...older]) {
      const full = chosenIn(table).length >= newsletter.maxArticles || inSection(table, name) >= min;
      if (full) break;
      if (candidate.newsletterSection !== name) continue;
      if (older.includes(candidate)) judged(candidate, true, 'fall-back', REASON_WORDS.fallBack());
      else if (candidate.featured) judged(candidate, true, 'featured', REASON_WORDS.featured());
      else judged(candidate, true, 'section-minimum', REASON_WORDS.sectionMinimum(name, min));
    }
  }
}

function takeNewest(
  { newsletter }: Selection,
  { fresh, table, judged }: Round & { fresh: readonly Candidate[] },
): void {
  const { maxArticles, sections } = newsletter;
  for (const candidate of fresh.filter((each) => !table.has(each))) {
    const section = sections.find(({ name }) => name === candidate.newsletterSection);
    const most = section?.max ?? maxArticles;
    if (section !== undefined && inSection(table, section.name) >= most)
      judged(candidate, false, 'section-full', REASON_WORDS.sectionFull(section.name, most));
    else if (chosenIn(table).length >= maxArticles)
      judged(candidate, false, 'issue-full', REASON_WORDS.issueFull(maxArticles));
    else if (candidate.featured) judged(candidate, true, 'featured', REASON_WORDS.featured());
    else judged(candidate, true, 'newest', REASON_WORDS.newest());
  }
}

function fillUp({ newsletter }: Selection, { older, table, judged }: Round & { older: readonly Candidate[] }): void {
  for (const candidate of older.filter((each) => !table.has(each))) {
    if (chosenIn(table).length >= newsletter.minArticles) return;
    judged(candidate, true, 'fall-back', REASON_WORDS.fallBack());
  }
}
