import type { Outcome } from '../kernel/refusal.js';
import type { Consent, Evidence, Subscriber, Subscription, Suppression } from './subscriber.js';
import type { LeavingReason } from './leaving-reason.js';

/** Who asks, as the edge saw it. */
export interface Visitor {
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** `form`, `json`, `one-click`, `mailto`, `api`, `import`, `desk`. */
  readonly source: string;
  /** True when the form is one we rendered some seconds to hours ago; absent where nobody can know. */
  readonly fromPage?: boolean;
}

/** A reader's own page: the subscriber with every newsletter and the state of each. */
export interface ReaderView {
  readonly subscriber: Subscriber;
  readonly subscriptions: readonly Subscription[];
}

/** A reader's page as its visitor may see it. */
export interface OwnView extends ReaderView {
  /** True with a link that came to the reader's own address; false with one that any forwarded mail has. */
  readonly isOwner: boolean;
}

/** A reader who left. */
export interface LeftView extends ReaderView {
  /** What `undoUnsubscribe` asks for; undefined when nothing was left just now. */
  readonly undoMark: string | undefined;
}

/** What others may ask of the subscribers room. */
export interface SubscribersRoom {
  /**
   * `input`: `{email, newsletters?, topics?, name?, language?}`; newsletters are slugs or ids, all active ones when absent.
   * The same answer for every valid address. A confirmation letter goes out at most once per address and day.
   */
  subscribe(input: unknown, visitor: Visitor): Promise<Outcome<void>>;
  /** What `subscribe.proof-needed` asks for: the puzzle to be sent along with its answer, see proof-of-work.ts. `shown`, an earlier one, stays while it is good. */
  puzzle(email: string, shown?: string): Puzzle;
  /** For the worker: works off sign-ups whose process ended after the answer. */
  settleSignUps(): Promise<void>;
  /** For the worker: writes the reminders that are due; none unless the newsroom's `remindAfterDays` is set. */
  remindOfSignUps(): Promise<void>;
  /** What the token of a confirmation mail is about; a refusal in words when forged or expired. */
  viewConfirmation(
    token: string,
  ): Promise<Outcome<{ view: ReaderView; newsletterIds: readonly string[]; used: boolean }>>;
  /** Confirms; a second time is no fault. `first` tells whether it changed anything. */
  confirm(token: string, visitor: Visitor): Promise<Outcome<{ first: boolean; view: ReaderView }>>;
  /**
   * The reader and newsletter of an unsubscribe token; works for ever, also for an erased reader. `undoable`: newsletters
   * that were left last, as long as that can be taken back with the mark.
   */
  viewUnsubscribe(
    token: string,
    mark?: string,
  ): Promise<Outcome<{ newsletterId: string; view: ReaderView; undoable: readonly string[] }>>;
  /** `all` leaves every newsletter. Already unsubscribed is no fault. A reader who left on a page gets a letter about it. */
  unsubscribe(token: string, visitor: Visitor, options?: { all?: boolean }): Promise<Outcome<LeftView>>;
  /**
   * Takes the last leaving back, for some days, with the mark of who left or of the letter about it. Refused without it, when
   * there is none, or no mail may go to the address.
   */
  undoUnsubscribe(token: string, visitor: Visitor, mark: string): Promise<Outcome<ReaderView>>;
  /** Counts why a reader left, once for each leaving; one of LEAVING_REASONS. */
  tellReason(token: string, reason: string): Promise<Outcome<void>>;
  /** What was counted between two instants, by days in UTC, both included. */
  leavingCounts(span: { from: number; to: number }): Promise<readonly LeavingCounts[]>;
  viewPreferences(token: string): Promise<Outcome<OwnView>>;
  /**
   * `input`: `{newsletters?, topics?, frequency?, pauseDays?, pauseUntil?, language?}` – what should be from now on;
   * `topics` and `frequency` for all, or by newsletter. Unless the link is the owner's, a newsletter the reader does not
   * have is confirmed by mail, and a letter tells of what was left or paused.
   */
  savePreferences(token: string, input: unknown, visitor: Visitor): Promise<Outcome<OwnView>>;
  /** Mails a link to the reader's own address, with which everything may be taken along and erased. */
  mailOwnerLink(token: string): Promise<Outcome<void>>;
  /** With an owner's link only, like erase. */
  exportReader(token: string): Promise<Outcome<unknown>>;
  erase(token: string): Promise<Outcome<void>>;

  /**
   * API: a reader with proof of consent, `{email, newsletters, consent:{text, at, ip?}, confirmed:true}`. An import may leave
   * out `at`; then it undoes no unsubscribe. `keptOut`: the reader had left all these newsletters, and that stands.
   */
  addConfirmed(
    input: unknown,
    visitor: Visitor,
  ): Promise<Outcome<{ subscriber: Subscriber; created: boolean; keptOut: boolean }>>;
  lookUp(email: string): Promise<Outcome<ReaderRecord>>;
  suppressions(page: { after?: string; limit: number }): Promise<readonly Suppression[]>;
  suppress(input: unknown, source: string): Promise<Outcome<Suppression>>;
  /** Why an address gets no mail, also when its reader is unknown or erased. */
  explainSuppression(email: string): Promise<Outcome<SuppressionRecord>>;
  /** `input`: `{reason}`, the words of whoever decided it. The value is what was lifted. */
  liftSuppression(email: string, input: unknown): Promise<Outcome<LiftedSuppression>>;

  /** Signed links for mails: `BASE_URL/unsubscribe/:token` and the rest. */
  links(subscriberId: string, newsletterId: string): ReaderLinks;
}

export interface Puzzle {
  readonly puzzle: string;
  /** Leading zero bits that SHA-256 of `puzzle.answer` must have. */
  readonly bits: number;
  /** Without an answer the puzzle counts after so many seconds, for some. */
  readonly waitSeconds: number;
}

export interface ReaderLinks {
  readonly unsubscribe: string;
  readonly unsubscribeToken: string;
  readonly preferences: string;
}

/** Why readers of a newsletter left. */
export interface LeavingCounts {
  readonly newsletterId: string;
  readonly counts: Readonly<Record<LeavingReason, number>>;
  readonly total: number;
}

/** Everything known about one address, for `GET /subscribers?email=`. */
export interface ReaderRecord extends ReaderView {
  readonly consents: readonly Consent[];
  readonly suppression: Suppression | null;
  /** What came back; null when nobody is suppressed, or a person did it. */
  readonly evidence: Evidence | null;
}

export interface SuppressionRecord {
  readonly suppression: Suppression;
  readonly evidence: Evidence | null;
}

/** For the audit log. */
export interface LiftedSuppression {
  readonly suppression: Suppression;
  readonly reason: string;
}
