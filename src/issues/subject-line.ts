import { asOneLine } from './one-line.js';

/** Longest subject most phones show whole, and the preheader's room after it (Litmus, 2026: 40 to 90 characters). */
const MAX_SUBJECT = 60;
const MAX_PREHEADER = 90;
const MIN_PREHEADER = 40;

/** The lead story's headline, cut at a word. */
export const subjectFrom = (titles: readonly string[], fallback: string): string =>
  cutAtWord(asOneLine(titles[0] ?? '') || asOneLine(fallback), MAX_SUBJECT);

/** What comes after the lead: the next headlines, or the lead's dek when there is only one story. */
export function preheaderFrom(titles: readonly string[], leadDek: string | null): string {
  const rest = titles.slice(1, 4);
  let line = '';
  for (const title of rest) {
    if (line.length >= MIN_PREHEADER) break;
    line = line === '' ? title : `${line} · ${title}`;
  }
  return cutAtWord(asOneLine(line === '' ? (leadDek ?? '') : line), MAX_PREHEADER);
}

interface Printed {
  readonly title: string;
  readonly dek: string | null;
}

/** Subject and preheader that were made from the headlines follow them when they change; words of an editor stay. */
export function followHeadlines(
  written: { readonly subject: string; readonly preheader: string },
  { before, after, name }: { before: readonly Printed[]; after: readonly Printed[]; name: string },
): { readonly subject: string; readonly preheader: string } {
  const made = (stories: readonly Printed[]) => {
    const titles = stories.map(({ title }) => title);
    return { subject: subjectFrom(titles, name), preheader: preheaderFrom(titles, stories[0]?.dek ?? null) };
  };
  const [old, now] = [made(before), made(after)];
  return {
    subject: written.subject === old.subject ? now.subject : written.subject,
    preheader: written.preheader === old.preheader ? now.preheader : written.preheader,
  };
}

/** At most `max` graphemes, cut before a word, with an ellipsis when something was cut. */
export function cutAtWord(text: string, max: number): string {
  const graphemes = [...new Intl.Segmenter().segment(text.trim())].map(({ segment }) => segment);
  if (graphemes.length <= max) return graphemes.join('');
  const head = graphemes.slice(0, max - 1).join('');
  const space = head.lastIndexOf(' ');
  return `${(space > max / 2 ? head.slice(0, space) : head).replace(/[\s,.;:–—-]+$/u, '')}…`;
}
