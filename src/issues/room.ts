import type { Actor } from '../kernel/actor.js';
import type { Outcome } from '../kernel/refusal.js';
import type { Article } from '../articles/article.js';
import type { Newsletter } from '../newsletters/newsletter.js';
import type { Correction, CorrectionQuery, DecidedCorrection } from './correction.js';
import type { StoryChoice } from './story-reasons.js';
import type { LogLine } from './issue-store.js';
import type { Issue, IssueState, Variant } from './issue.js';

/** An issue with its stories as they will be printed, and what an editor should know before approving. */
export interface IssueView {
  readonly issue: Issue;
  readonly newsletter: Newsletter;
  readonly stories: readonly StoryView[];
  readonly warnings: readonly string[];
  /** Why each story that was looked at is in it or not; those in it first. */
  readonly choices: readonly StoryChoice[];
  /** What happened to it without an editor doing it, oldest first. */
  readonly log: readonly LogLine[];
}

export interface StoryView {
  readonly article: Article;
  readonly section: string | null;
  readonly position: number;
}

/** What others may ask of the issues room. A refused call changes nothing. */
export interface IssuesRoom {
  /** `input`: `{newsletter, kind?, articles?, subject?, note?}`. Without `articles` the newest candidates are taken. */
  build(input: unknown, actor: Actor): Promise<Outcome<IssueView>>;
  view(id: string): Promise<Outcome<IssueView>>;
  list(query: { newsletterId?: string; states?: readonly IssueState[]; limit: number }): Promise<readonly Issue[]>;
  /**
   * `patch`: `{subject?, preheader?, note?, articles?}`; `articles` is the list of ids in their new order, so leaving one
   * out drops it. `hash` guards against two editors; an approval that stood is void.
   */
  edit(id: string, patch: unknown, actor: Actor): Promise<Outcome<IssueView>>;
  /** Refused as `issue.changed` unless `hash` is the content's hash now. A digest then goes out at its time. */
  approve(id: string, hash: string, actor: Actor): Promise<Outcome<Issue>>;
  /** Approved issues only: now, or at `at` (milliseconds). A second call is refused as `issue.already-sending`. */
  send(id: string, options: { at?: number }, actor: Actor): Promise<Outcome<Issue>>;
  pause(id: string, reason: string, actor: Actor): Promise<Outcome<Issue>>;
  resume(id: string, actor: Actor): Promise<Outcome<Issue>>;
  cancel(id: string, actor: Actor): Promise<Outcome<Issue>>;
  /** The rendered artefact everybody gets. */
  variant(id: string): Promise<Outcome<Variant>>;
  /** The issue on the web: no personal links; only issues that are or were being sent. */
  archive(
    newsletterSlug: string,
    issueSlug: string,
  ): Promise<Outcome<{ issue: Issue; newsletter: Newsletter; html: string }>>;
  archiveList(newsletterSlug: string): Promise<Outcome<{ newsletter: Newsletter; issues: readonly Issue[] }>>;
  /** Stories that changed or were withdrawn after readers got them, and nobody decided about yet; latest change first. */
  corrections(query?: Partial<CorrectionQuery>): Promise<readonly Correction[]>;
  /** `input`: `{issue, article, version, decision}`; the version is the one the editor saw. */
  decideCorrection(input: unknown, actor: Actor): Promise<Outcome<DecidedCorrection>>;

  /** Each minute: builds drafts that are due, approves automatic ones, starts what is due, skips what is stale. */
  tick(): Promise<void>;
  /** Freezes the audience and opens the batches; safe to repeat and to crash in. */
  prepare(id: string): Promise<void>;
  /** Closes issues whose deliveries are all settled. */
  closeFinished(): Promise<void>;
}
