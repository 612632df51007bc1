import type { DeliveryRef } from '../feedback-store.js';
import type { HookProof } from './hook.js';

/** What taking webhooks asks of the database. */
export interface HookStore {
  /** The newest issues' deliveries to a normalised address, newest first. */
  deliveriesTo(address: string): Promise<readonly DeliveryRef[]>;
  /** Undefined for an unknown issue. */
  newsletterOf(issueId: string): Promise<string | undefined>;
  /** Whether this was taken before. */
  isSeen(source: string, key: string): Promise<boolean>;
  markSeen(source: string, key: string, at: number): Promise<void>;
  /** Whether the very same request was taken in full. */
  isTaken(request: TakenRequest): Promise<boolean>;
  /** False when it was taken by somebody else meanwhile. */
  markTaken(request: TakenRequest, at: number): Promise<boolean>;
  /** Binds a request's proof to what it came with first. False when it is bound to something else. */
  bindProof(request: TakenRequest, bond: { to: string; at: number }): Promise<boolean>;
  /** Forgets what was taken before `taken`, and requests that were good until `until`; of very much, a part. */
  forgetSeen(before: { taken: number; until: number }): Promise<void>;
}

/** What a request is known by when it comes again. */
export interface TakenRequest extends HookProof {
  readonly service: string;
}
