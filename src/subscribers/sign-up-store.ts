import type { NewLetter } from '../kernel/letter.js';
import type { ConsentProof } from './consent-proof.js';

/** What somebody asked for on the form or by JSON, checked; who they are to us plays no part in it. */
export interface SignUpRequest {
  readonly email: string;
  readonly normalisedEmail: string;
  /** The mailbox behind the address, see mailbox-of.ts. */
  readonly mailbox: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly newsletterIds: readonly string[];
  readonly topics: readonly string[];
  readonly proof: ConsentProof;
}

/** A request that was answered and waits to be worked off. */
export interface KeptSignUp {
  readonly id: string;
  readonly request: SignUpRequest;
}

/** So many different addresses may be signed up within a scope and a time. */
export interface Budget {
  readonly name: 'visitor' | 'network' | 'domain' | 'all' | 'scripts' | 'waiting';
  /** Whose budget it is; stored as a keyed hash. */
  readonly scope: string;
  readonly most: number;
  /** Milliseconds. */
  readonly within: number;
  /** True when it is proof of work that is missing, and not time. */
  readonly asksForProof: boolean;
}

/** A sign-up as it is worked off: one transaction for subscriber, pending subscriptions, consent, confirmation and letter. */
export interface SignUp extends SignUpRequest {
  readonly keptId: string;
  readonly subscriberId: string;
  readonly confirmation: { readonly id: string; readonly expiresAt: number };
  /** Null when no letter may go out: the address is suppressed. */
  readonly letter: NewLetter | null;
}

/** Sign-ups of these instants are decided about. */
export interface DueReminders {
  readonly after: number;
  readonly until: number;
  /** The confirmation letter must have been accepted by then: one that came late is reminder enough. */
  readonly acceptedUntil: number;
  readonly at: number;
  readonly most: number;
}

/** A sign-up that waits for its confirmation. */
export interface OpenSignUp {
  readonly confirmationId: string;
  readonly email: string;
  readonly language: string | null;
  /** Those that still wait. */
  readonly newsletterIds: readonly string[];
  readonly expiresAt: number;
}

export interface SignUpStore {
  /**
   * Keeps a request and counts it, in one transaction, unless a budget is used up: then that budget is the answer and
   * nothing is kept. An address costs a scope once, however often it is tried. The same work for every address.
   */
  keepSignUp(kept: KeptSignUp, budgets: readonly Budget[]): Promise<Budget | undefined>;
  keptSignUp(id: string): Promise<KeptSignUp | undefined>;
  /** Ids of requests kept before an instant: the process that answered them is gone. */
  keptBefore(at: number, limit: number): Promise<readonly string[]>;
  /**
   * Works a kept request off. Newsletters already active or paused stay so; when all are, there is nothing to confirm.
   * When the address or its mailbox had its letters, none is written and the newsletters are added to the latest unused
   * confirmation. Returns the letter's id when one is to be sent.
   */
  signUp(signUp: SignUp): Promise<{ readonly letterId: string | undefined }>;
  /**
   * Decides about the reminders that are due, each once and for all, and stores a letter where the reader may get one: the
   * sign-up still waits, its letter arrived as far as we know, nothing came back, nothing was left or suppressed since, it
   * was no import and not under attack, and address and mailbox may get a letter. All in one transaction. Returns their ids.
   */
  writeReminders(due: DueReminders, letterFor: (open: OpenSignUp) => NewLetter): Promise<readonly string[]>;
  /** Deletes what no budget counts any more. */
  forgetAttempts(now: number): Promise<void>;
}
