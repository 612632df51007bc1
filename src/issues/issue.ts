export const ISSUE_KINDS = ['digest', 'urgent', 'special'] as const;
export type IssueKind = (typeof ISSUE_KINDS)[number];

/**
 * draft -> approved -> preparing -> sending <-> paused -> done, with two ways out: cancelled (a person), skipped (too few
 * stories, or too late). `preparing` freezes the audience; nothing is sent before its counts balance.
 */
export const ISSUE_STATES = [
  'draft',
  'approved',
  'preparing',
  'sending',
  'paused',
  'done',
  'cancelled',
  'skipped',
] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

/** One edition of a newsletter. */
export interface Issue {
  readonly id: string;
  readonly newsletterId: string;
  readonly kind: IssueKind;
  readonly localDate: string;
  readonly editionKey: string;
  readonly slug: string;
  readonly state: IssueState;
  /** Why it is paused, cancelled or skipped, in words. */
  readonly stateReason: string | null;
  readonly subject: string;
  readonly preheader: string;
  readonly note: string | null;
  readonly edited: boolean;
  readonly candidatesSince: number;
  /** Hash of the rendered variants: what an approval approves. */
  readonly contentHash: string;
  readonly approvedHash: string | null;
  readonly approvedBy: string | null;
  readonly approvedAt: number | null;
  readonly sendAt: number | null;
  readonly frozenAt: number | null;
  readonly expectedCount: number | null;
  readonly excluded: Readonly<Record<string, number>> | null;
  readonly batchCount: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A story's place in an issue. */
export interface IssueStory {
  readonly articleId: string;
  readonly position: number;
  readonly section: string | null;
  readonly version: number;
}

/** The personal parts of a mail: everything else is the same for every reader of a variant. */
export const SLOTS = ['unsubscribe_url', 'preferences_url', 'reader_address'] as const;
export type Slot = (typeof SLOTS)[number];

/** One rendered body, shared by all readers with the same choices. `html` and `text` contain slot marks. */
export interface Variant {
  readonly variant: string;
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  readonly slotKey: string;
  readonly hash: string;
}

export const DEFAULT_VARIANT = 'default';

/** The mark of a slot inside a rendered body: letters, digits and hyphens only, so neither MJML nor a URL changes it. */
export const slotMark = (slotKey: string, slot: Slot): string => `slot-${slotKey}-${slot.replace('_', '-')}-end`;
