import type { Frequency } from '../subscribers/subscriber.js';
import type { CorrectionStore } from './correction.js';
import type { Issue, IssueState, IssueStory, Variant } from './issue.js';
import type { ChoiceReason } from './story-reasons.js';

export interface NewIssue {
  readonly issue: Issue;
  readonly stories: readonly IssueStory[];
  readonly variants: readonly Variant[];
}

/** What an edit writes, in one transaction; an approval that stood is void. */
export interface IssueContent {
  readonly subject: string;
  readonly preheader: string;
  readonly note: string | null;
  readonly edited: boolean;
  readonly contentHash: string;
  readonly stories: readonly IssueStory[];
  readonly variants: readonly Variant[];
}

export interface Transition {
  readonly id: string;
  readonly from: readonly IssueState[];
  readonly to: IssueState;
  readonly at: number;
  readonly reason?: string | null;
  /** Only when the content still has this hash. */
  readonly contentHash?: string;
  readonly set?: Partial<
    Pick<Issue, 'approvedHash' | 'approvedBy' | 'approvedAt' | 'sendAt' | 'frozenAt' | 'startedAt' | 'finishedAt'>
  >;
}

/** A story of an open issue that says something else by now, or was withdrawn. */
export interface OutdatedStory {
  readonly issueId: string;
  readonly articleId: string;
  /** Its headline as the issue has it, and as it is. */
  readonly was: string;
  readonly title: string;
  readonly changed: boolean;
  /** Retracted, or its page is gone. */
  readonly withdrawn: boolean;
}

/** Something that happened to an issue without an editor doing it. */
export interface LogLine {
  readonly at: number;
  readonly words: string;
}

/** Why a story was taken or left out, as it was kept. */
export interface KeptChoice {
  readonly articleId: string;
  readonly reason: ChoiceReason;
  readonly words: string;
}

export interface IssueStore extends CorrectionStore {
  /** False when the edition exists: ten ticks make one issue. */
  insert(issue: NewIssue): Promise<boolean>;
  byId(id: string): Promise<Issue | undefined>;
  byEdition(newsletterId: string, kind: string, editionKey: string): Promise<Issue | undefined>;
  bySlug(newsletterId: string, slug: string): Promise<Issue | undefined>;
  /** Newest first. */
  list(query: { newsletterId?: string; states?: readonly IssueState[]; limit: number }): Promise<readonly Issue[]>;
  stories(issueId: string): Promise<readonly IssueStory[]>;
  variants(issueId: string): Promise<readonly Variant[]>;
  /** When its present content was made. */
  renderedAt(issueId: string): Promise<number>;
  /** False unless the issue is a draft or approved and still has `expectedHash`. */
  saveContent(id: string, content: IssueContent, guard: { expectedHash: string; at: number }): Promise<boolean>;
  /**
   * The same for an issue that is being prepared, because stories were withdrawn since its approval: it stays approved, under
   * the new hash.
   */
  replaceContent(id: string, content: IssueContent, guard: { expectedHash: string; at: number }): Promise<boolean>;
  /** Stories of drafts and approved issues that changed or were withdrawn since the issue was rendered. */
  outdated(): Promise<readonly OutdatedStory[]>;
  /** The rendering with this hash has nothing of what changed: its stories count as up to date. */
  markCurrent(id: string, hash: string): Promise<void>;
  /** Ids of the issue's stories whose picture its mails show, although it turned out to be none; in print order. */
  brokenPictures(id: string): Promise<readonly string[]>;
  addLog(id: string, at: number, lines: readonly string[]): Promise<void>;
  /** Oldest first. */
  log(id: string): Promise<readonly LogLine[]>;
  /** Keeps why each story was taken or left out; what was kept before is replaced. */
  keepChoices(id: string, choices: readonly KeptChoice[]): Promise<void>;
  choices(id: string): Promise<readonly KeptChoice[]>;
  /** Changes the state only from one of the named states; false when nothing changed. */
  transition(transition: Transition): Promise<boolean>;
  /** Says why a sending issue does not move, or null when it moves again; changes nothing else. */
  noteTrouble(id: string, reason: string | null): Promise<void>;
  /** Subscriptions whose pause is over become active again. */
  wakePaused(newsletterId: string, now: number): Promise<void>;
  /** The freeze, see freeze-audience.ts. */
  openAudience(newsletterId: string, wanted: WantedReaders): Promise<AudienceSnapshot>;
  /** Whether anybody gets the newsletter's best-of. */
  hasWeeklyReaders(newsletterId: string): Promise<boolean>;
  /** In short transactions with pauses between, like all that may touch a million rows. */
  clearDeliveries(issueId: string): Promise<void>;
  /** One short transaction and a pause: at most PAGE_SIZE rows. */
  insertDeliveries(issueId: string, rows: readonly FrozenReader[], at: number): Promise<void>;
  /** Verifies the number of rows in the same transaction; false when it is not `prepared`. */
  finishFreeze(id: string, freeze: FreezeResult): Promise<boolean>;
  /** Deliveries not yet tried or waiting for another try become skipped: the issue was cancelled. Returns how many. */
  skipUnsent(issueId: string, reason: string, at: number): Promise<number>;
  /** Cancelled issues with deliveries that `skipUnsent` did not reach: they were on the wire, or it never ran. */
  cancelledUnsent(): Promise<readonly string[]>;
  /** Issues that are sending with no delivery left to work on. */
  finishable(): Promise<readonly string[]>;
}

/** One instant's view of the audience: later changes do not show. Must be closed. */
export interface AudienceSnapshot {
  readonly candidates: number;
  /** Every candidate once, at most `limit` a page; the event loop turns between pages. */
  pages(limit: number): AsyncIterable<readonly AudienceRow[]>;
  close(): void;
}

/** Which readers an issue is for, by what they chose; others are excluded as `frequency` and `topics`. */
export interface WantedReaders {
  readonly frequencies: readonly Frequency[];
  /** The newsletter's sections: topics that are none of them mean nothing. */
  readonly sections: readonly string[];
  /** Sections the issue has a story of; null when topics play no part. */
  readonly printed: readonly string[] | null;
}

export interface AudienceRow {
  readonly subscriberId: string;
  /** Why this candidate gets no delivery, null when they do. */
  readonly exclusion: string | null;
}

export interface FrozenReader {
  readonly subscriberId: string;
  readonly batch: number;
  readonly variant: string;
}

export interface FreezeResult {
  readonly prepared: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly batchCount: number;
  readonly at: number;
}
