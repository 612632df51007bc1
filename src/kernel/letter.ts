export const LETTER_KINDS = ['confirm', 'reminder', 'welcome', 'owner', 'left', 'paused', 'sign-in', 'notice'] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** Mail that is not an issue. Its text is made from `payload` when it is sent; no secret is stored in it. */
export interface NewLetter {
  readonly id: string;
  readonly kind: LetterKind;
  /** At most one letter per key is ever stored. */
  readonly dedupeKey: string;
  readonly recipient: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where rooms drop letters; delivery/send-letter.ts takes them out. */
export interface LetterBox {
  /** False when a letter with the key exists. */
  insert(letter: NewLetter, at: number): Promise<boolean>;
}
