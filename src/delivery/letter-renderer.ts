import type { LetterKind } from '../kernel/letter.js';
import type { Newsroom } from '../newsletters/newsroom.js';

/** The content of a letter, from the MJML template of its kind and its text twin. */
export interface LetterRenderer {
  render(kind: LetterKind, newsroom: Newsroom, view: Readonly<Record<string, unknown>>): Promise<RenderedLetter>;
}

export interface RenderedLetter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
