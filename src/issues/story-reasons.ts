import type { Article } from '../articles/article.js';
import type { Candidate, LeftOut } from '../articles/article-store.js';
import { DateTime } from 'luxon';

/** Why a story is in an issue or not; the words beside it say the same with its numbers. */
export const CHOICE_REASONS = [
  'featured',
  'section-minimum',
  'newest',
  'fall-back',
  'best-of',
  'editor',
  'section-full',
  'issue-full',
  'one-story',
  'same-story',
  'after-cut-off',
  'not-needed',
  'came-later',
  'dropped-by-editor',
  'printed',
  'embargo',
  'retracted',
  'gone',
] as const;
export type ChoiceReason = (typeof CHOICE_REASONS)[number];

/** A candidate as the selection judged it. */
export interface Choice {
  readonly candidate: Candidate;
  readonly chosen: boolean;
  readonly reason: ChoiceReason;
  /** One sentence for an editor. */
  readonly words: string;
}

/** A story that was looked at for an issue, and why it is in it or not. */
export interface StoryChoice {
  readonly article: Article;
  readonly section: string | null;
  readonly chosen: boolean;
  readonly reason: ChoiceReason;
  readonly words: string;
}

const count = (stories: number): string => (stories === 1 ? '1 story' : `${stories} stories`);

/** The sentences of a selection. `section` null: the story names none. */
export const REASON_WORDS = {
  featured: () => 'Its source puts it in front.',
  sectionMinimum: (section: string, min: number) => `${section} has at least ${count(min)} when there are any.`,
  newest: () => 'Among the newest stories since the last issue.',
  fallBack: () => 'From before the last issue, which left it out; it fills up what is missing now.',
  bestOf: () => 'A digest of this week had it.',
  sectionFull: (section: string, max: number) => `${section} has its ${count(max)} already.`,
  issueFull: (max: number) => `The issue has its ${count(max)} already, and they are newer or in front.`,
  oneStory: () => 'An urgent issue has one story.',
  sameStory: (title: string) => `The same story as “${title}”.`,
  afterCutOff: (time: string) => `Came in after the cut-off at ${time}; the next issue looks at it.`,
  notNeeded: () => 'From before the last issue, and there are enough newer stories.',
  inDraft: () => 'Among the newest stories when the draft was made.',
  cameLater: () => 'Came in after the draft was made.',
  byEditor: () => 'An editor put it in.',
  droppedByEditor: () => 'An editor left it out.',
} as const;

/** Why a story cannot be printed at all. */
export function leftOutWords(story: LeftOut, timeZone: string): { reason: ChoiceReason; words: string } {
  const local = (at: number) => DateTime.fromMillis(at, { zone: timeZone }).toFormat('d LLL, HH:mm');
  if (story.retractedAt !== null)
    return { reason: 'retracted', words: `Its newsroom took it back on ${local(story.retractedAt)}.` };
  if (typeof story.goneAt === 'number')
    return { reason: 'gone', words: `Its page answers that it is gone, since ${local(story.goneAt)}.` };
  if (story.printedOn !== null)
    return { reason: 'printed', words: `Readers got it with the issue of ${story.printedOn}.` };
  return { reason: 'embargo', words: `Under embargo until ${local(story.embargoUntil ?? 0)}.` };
}
