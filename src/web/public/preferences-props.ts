import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { OwnView } from '../../subscribers/room.js';

export interface PreferencesPageProps {
  readonly newsroom: Newsroom;
  readonly newsletters: readonly Newsletter[];
  readonly view: OwnView;
  readonly saved: boolean;
  /** True when a form came without its nonce and was not saved. */
  readonly refused: boolean;
  /** Where the forms go: the reader's own address. */
  readonly action: string;
  readonly nonce: string;
  readonly now: number;
}
