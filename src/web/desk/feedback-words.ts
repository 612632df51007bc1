import type { FeedbackCounts } from '../../feedback/numbers/summarise.js';

/** What the desk calls what came back, worst first. */
export const FEEDBACK_WORDS: Readonly<Record<keyof FeedbackCounts, string>> = {
  complaint: 'Complaints',
  hard: 'Hard',
  block: 'Blocked',
  soft: 'Soft',
  delayed: 'Delayed',
  other: 'Other',
};

export const FEEDBACK_COLUMNS = ['complaint', 'hard', 'block', 'soft', 'delayed', 'other'] as const;
