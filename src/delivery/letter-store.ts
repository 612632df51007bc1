import type { LetterBox, NewLetter } from '../kernel/letter.js';

export interface Letter extends NewLetter {
  readonly state: 'pending' | 'sending' | 'accepted' | 'failed';
  /** Tries that got an answer or a doubt, this one counted. */
  readonly attempts: number;
  /** Earlier tries whose final dot got no answer. */
  readonly doubts: number;
  readonly createdAt: number;
}

export interface LetterStore extends LetterBox {
  /** Marks the letter as sending until the lease ends; undefined when it is not due or taken. */
  claim(id: string, claim: { now: number; leaseUntil: number }): Promise<Letter | undefined>;
  record(id: string, result: LetterResult): Promise<void>;
  /** Ids of letters to send now: pending and due, or sending with the lease over. */
  due(now: number, limit: number): Promise<readonly string[]>;
}

export type LetterResult =
  | { readonly state: 'accepted' | 'failed'; readonly reply: string; readonly at: number }
  | {
      readonly state: 'pending';
      /** `released`: certainly not accepted and not the recipient's fault, the attempt does not count. */
      readonly why: 'refused' | 'released' | 'in-doubt';
      readonly reply: string;
      readonly at: number;
      readonly nextAt: number;
    };
