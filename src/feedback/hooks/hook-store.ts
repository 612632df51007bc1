import type { DeliveryRef } from '../feedback-store.js';

/** What taking webhooks asks of the database. */
export interface HookStore {
  /** The newest issues' deliveries to a normalised address, newest first. */
  deliveriesTo(address: string): Promise<readonly DeliveryRef[]>;
  /** Undefined for an unknown issue. */
  newsletterOf(issueId: string): Promise<string | undefined>;
  /** Whether this was taken before. */
  isSeen(source: string, key: string): Promise<boolean>;
  markSeen(source: string, key: string, at: number): Promise<void>;
  /** Forgets what was taken before an instant; of very much, a part. */
  forgetSeen(before: number): Promise<void>;
  /** Binds a proof to what it came with first. False when it is bound to something else. */
  bindProof(source: string, bond: { proof: string; to: string; at: number }): Promise<boolean>;
}
