import type { NewLetter } from '../kernel/letter.js';
import type { Consent, Evidence, Subscriber, Subscription, SubscriptionState, Suppression } from './subscriber.js';

/** Who asked, from where: stored with each consent. */
export interface ConsentProof {
  readonly text: string | null;
  readonly textVersion: string | null;
  readonly at: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly source: string;
}

/** A sign-up as it is stored: one transaction for subscriber, pending subscriptions, consent, token and letter. */
export interface SignUp {
  readonly subscriberId: string;
  readonly email: string;
  readonly normalisedEmail: string;
  readonly name: string | null;
  readonly language: string | null;
  readonly newsletterIds: readonly string[];
  readonly topics: readonly string[];
  readonly proof: ConsentProof;
  readonly confirmation: { readonly id: string; readonly expiresAt: number };
  /** Null when no letter may go out: the address is suppressed. */
  readonly letter: ConfirmLetter | null;
}

/**
 * The confirmation letter for the subscriber the address turns out to belong to. `round` counts confirmations used that
 * day: who used one has proved the address is theirs and may get a letter for the next sign-up.
 */
export type ConfirmLetter = (subscriberId: string, round: number) => NewLetter;

export interface SubscriberStore {
  byEmail(normalisedEmail: string): Promise<Subscriber | undefined>;
  byId(id: string): Promise<Subscriber | undefined>;
  subscriptions(subscriberId: string): Promise<readonly Subscription[]>;
  consents(subscriberId: string): Promise<readonly Consent[]>;
  /**
   * Stores a sign-up. Newsletters already active or paused stay so; when all are, there is nothing to confirm. When the
   * letter's dedupe key exists, or MAX_UNUSED_CONFIRMATIONS of 30 days were not used, letter and confirmation are dropped and the
   * newsletters are added to the latest unused confirmation. Returns the letter's id when one is to be sent.
   */
  signUp(signUp: SignUp): Promise<{ readonly letterId: string | undefined }>;
  /** The sign-up a confirmation belongs to. */
  confirmation(id: string): Promise<Confirmation | undefined>;
  /** Uses the confirmation: pending subscriptions become active. False when it was used before. */
  confirm(id: string, proof: ConsentProof): Promise<boolean>;
  /**
   * Sets states in one transaction and stores the consent of each change; unchanged states store nothing. An erased
   * reader changes no more. Returns the newsletters that changed.
   */
  setStates(change: StateChange): Promise<readonly string[]>;
  setTopics(subscriberId: string, newsletterId: string, topics: readonly string[], at: number): Promise<void>;
  /** A reader who is imported or created by API with proof of consent: active at once. */
  addConfirmed(subscriber: ConfirmedSubscriber, at: number): Promise<AddedSubscriber>;
  /** Forgets the person: address, name, consent details and letters; what remains is counted, not named. */
  erase(subscriberId: string, at: number): Promise<void>;
  /** Number of sign-ups since an instant from an IP, or from all that begin with it when it ends in `:`. */
  signUpsFrom(network: string, since: number): Promise<number>;
}

/** A lost letter may be asked for again on another day; nobody can make us write to a stranger for ever. */
export const MAX_UNUSED_CONFIRMATIONS = 3;

export interface Confirmation {
  readonly subscriberId: string;
  readonly newsletterIds: readonly string[];
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

export interface StateChange {
  readonly subscriberId: string;
  readonly states: readonly NewState[];
  /** Name of the act for the consent log: `unsubscribe`, `one-click`; `preferences` is logged with the state, `preferences:paused`. */
  readonly action: string;
  readonly proof: ConsentProof;
}

export interface NewState {
  readonly newsletterId: string;
  readonly state: SubscriptionState;
  /** Only with `paused`. */
  readonly pausedUntil?: number;
}

export interface ConfirmedSubscriber {
  readonly id: string;
  readonly email: string;
  readonly normalisedEmail: string;
  readonly name: string | null;
  readonly newsletterIds: readonly string[];
  readonly action: string;
  /** An unsubscribe after `proof.at` wins over this consent. */
  readonly proof: ConsentProof;
  /** False when nobody knows when the consent was given: then every unsubscribe wins. */
  readonly revives: boolean;
}

export interface AddedSubscriber {
  readonly subscriberId: string;
  readonly created: boolean;
  /** The reader had left all these newsletters, and that stands. */
  readonly keptOut: boolean;
}

export interface SuppressionStore {
  byAddress(normalisedEmail: string): Promise<Suppression | undefined>;
  all(page: { after?: string; limit: number }): Promise<readonly Suppression[]>;
  /** True when the address was not suppressed before. The first reason stays. */
  add(suppression: NewSuppression): Promise<boolean>;
  /** What came back, of a suppression that a report brought about. */
  evidence(bounceId: string): Promise<Evidence | undefined>;
  /** Failures before this count no more. True when it was suppressed. */
  remove(normalisedEmail: string): Promise<boolean>;
}

interface NewSuppression {
  readonly email: string;
  readonly reason: string;
  readonly detail: string | null;
  readonly source: string;
  readonly issueId: string | null;
  readonly at: number;
}
