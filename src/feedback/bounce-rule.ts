import type { BounceClass } from './report.js';

/** One thing servers say, and what it means for a list. The first rule that matches decides. */
export interface BounceRule {
  readonly reason: string;
  readonly class: Extract<BounceClass, 'hard' | 'soft'>;
  readonly pattern: RegExp;
  /** The real server line it was written for. */
  readonly seen: string;
}

export const soft = (reason: string, pattern: RegExp, seen: string): BounceRule => ({
  reason,
  class: 'soft',
  pattern,
  seen,
});
export const hard = (reason: string, pattern: RegExp, seen: string): BounceRule => ({
  reason,
  class: 'hard',
  pattern,
  seen,
});
