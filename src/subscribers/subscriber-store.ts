import type { ConsentProof } from './consent-proof.js';
import type { SignUpStore } from './sign-up-store.js';
import type {
  Consent,
  Evidence,
  Frequency,
  Subscriber,
  Subscription,
  SubscriptionState,
  Suppression,
} from './subscriber.js';

export interface SubscriberStore extends SignUpStore {
  byEmail(normalisedEmail: string): Promise<Subscriber | undefined>;
  byId(id: string): Promise<Subscriber | undefined>;
  subscriptions(subscriberId: string): Promise<readonly Subscription[]>;
  consents(subscriberId: string): Promise<readonly Consent[]>;
  /** The sign-up a confirmation belongs to. */
  confirmation(id: string): Promise<Confirmation | undefined>;
  /** Uses the confirmation: pending subscriptions become active. False when it was used before. */
  confirm(id: string, proof: ConsentProof): Promise<boolean>;
  /**
   * Sets states in one transaction and stores the consent of each change; unchanged states store nothing. An erased
   * reader changes no more. Returns the newsletters that changed.
   */
  setStates(change: StateChange): Promise<readonly string[]>;
  /** Brings back what the reader left at one instant, as it was: active, or paused still. False when nothing changed. */
  undoLeaving(leaving: { subscriberId: string; leftAt: number; proof: ConsentProof }): Promise<boolean>;
  /** How a reader wants the newsletters they have; a field that is absent stays. */
  setWishes(subscriberId: string, wishes: readonly Wish[]): Promise<void>;
  setLanguage(subscriberId: string, language: string | null): Promise<void>;
  /** Counts a reason once for each leaving; false when the reader reads the newsletter, was counted already, or is erased. */
  countReason(told: { subscriberId: string; newsletterId: string; reason: string; at: number }): Promise<boolean>;
  leavingCounts(span: { from: number; to: number }): Promise<readonly LeavingCount[]>;
  /** A reader who is imported or created by API with proof of consent: active at once. */
  addConfirmed(subscriber: ConfirmedSubscriber, at: number): Promise<AddedSubscriber>;
  /** Forgets the person: address, name, consent details and letters; what remains is counted, not named. */
  erase(subscriberId: string, at: number): Promise<void>;
}

export interface LeavingCount {
  readonly newsletterId: string;
  readonly reason: string;
  readonly count: number;
}

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

export interface Wish {
  readonly newsletterId: string;
  readonly frequency?: Frequency;
  readonly topics?: readonly string[];
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
