/** `corrected`: readers were or will be told. `dismissed`: not worth telling. */
export const CORRECTION_DECISIONS = ['corrected', 'dismissed'] as const;
export type CorrectionDecision = (typeof CORRECTION_DECISIONS)[number];

/** What a story said when it was sent, or says now. */
export interface StoryWords {
  readonly title: string;
  readonly dek: string | null;
  readonly url: string;
  readonly imageUrl: string | null;
}

/** A story that says something else now than readers were sent, or was withdrawn since. */
export interface Correction {
  readonly issueId: string;
  readonly newsletterId: string;
  readonly subject: string;
  readonly localDate: string;
  readonly articleId: string;
  readonly sentVersion: number;
  readonly version: number;
  readonly sent: StoryWords;
  readonly now: StoryWords;
  readonly changedAt: number;
  readonly retractedAt: number | null;
  readonly goneAt: number | null;
}

export interface CorrectionStore {
  /**
   * Stories sent since `since` that changed or were withdrawn after that and nobody decided about in their present version;
   * the latest change first.
   */
  corrections(query: CorrectionQuery): Promise<readonly Correction[]>;
  /** False when the story is not in the issue. */
  decideCorrection(decided: DecidedCorrection): Promise<boolean>;
}

export interface CorrectionQuery {
  readonly since: number;
  readonly limit: number;
  readonly issueId?: string;
}

export interface DecidedCorrection {
  readonly issueId: string;
  readonly articleId: string;
  readonly version: number;
  readonly decision: CorrectionDecision;
  readonly by: string;
  readonly at: number;
}
