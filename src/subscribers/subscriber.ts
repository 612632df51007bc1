import type { ConsentProof } from './consent-proof.js';

export const SUBSCRIPTION_STATES = ['pending', 'active', 'paused', 'unsubscribed'] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** Which issues of a newsletter a reader wants: all, the week's best-of instead, or urgent news alone. */
export const FREQUENCIES = ['every', 'weekly', 'urgent'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A person's address. `email` is null once erased. */
export interface Subscriber {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly language: string | null;
  readonly createdAt: number;
}

/** A subscriber's state for one newsletter. */
export interface Subscription {
  readonly newsletterId: string;
  readonly state: SubscriptionState;
  readonly pausedUntil: number | null;
  readonly frequency: Frequency;
  /** Sections; issues without a story in one of them are left out. Empty: no issue is. */
  readonly topics: readonly string[];
  readonly activatedAt: number | null;
  readonly changedAt: number;
  /** When the reader left of their own will; null when they did not, or came back since. */
  readonly leftAt: number | null;
}

/** What a reader did, and for which newsletter, with the proof. */
export interface Consent extends ConsentProof {
  readonly action: string;
  readonly newsletterId: string | null;
}

/** An address that must not be mailed. The key is a keyed hash, so it outlives erasure. */
export interface Suppression {
  readonly addressHash: string;
  readonly email: string | null;
  readonly reason: string;
  readonly detail: string | null;
  readonly source: string;
  readonly issueId: string | null;
  /** The report it is for; null when a person did it. */
  readonly bounceId: string | null;
  readonly at: number;
}

/** What came back: the ground of a suppression. */
export interface Evidence {
  /** `smtp` while sending, `mail`, `webhook`. */
  readonly channel: string;
  readonly class: string;
  readonly reason: string;
  readonly status: string | null;
  /** The server's answer, without addresses. */
  readonly reply: string | null;
  /** The report as a person reads it, without addresses; null when the reader is erased, or the answer is all there was. */
  readonly message: string | null;
  readonly issueId: string | null;
  readonly at: number;
}
