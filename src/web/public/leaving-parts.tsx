import type { ComponentChildren, JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { ReaderView } from '../../subscribers/room.js';
import { Button, ButtonLink } from '../components.js';
import { Layout } from '../layout.js';

/** What the pages about leaving show. */
export interface LeavingPage {
  readonly newsroom: Newsroom;
  readonly newsletters: readonly Newsletter[];
  /** The newsletter of the link. */
  readonly newsletterId: string;
  readonly view: ReaderView;
  /** What the last leaving was about, while it can be taken back. */
  readonly undoable: readonly string[];
  readonly action: string;
  readonly preferences: string;
  readonly nonce: string;
  /** A form came without its nonce, and did nothing. */
  readonly refused?: boolean;
  readonly undone?: boolean;
  readonly told?: boolean;
}

export const UndoButton = (): JSX.Element => (
  <Button name="scope" value="undo" look="secondary">
    That was a mistake, subscribe me again
  </Button>
);

/** For a reader who was erased, or whose row is gone: kind, and without anything to press. */
export function ForgottenPage({ newsroom }: { newsroom: Newsroom }): JSX.Element {
  return (
    <Layout title="Unsubscribed" newsroom={newsroom} private>
      <h1>You are unsubscribed</h1>
      <p class="lead">We hold no address for this link any more, and send nothing. There is nothing left to do.</p>
      <p class="actions">
        <ButtonLink href="/subscribe">Subscribe anew</ButtonLink>
      </p>
    </Layout>
  );
}

export function PostForm(props: { action: string; nonce: string; children: ComponentChildren }): JSX.Element {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="nonce" value={props.nonce} />
      <p class="actions">{props.children}</p>
    </form>
  );
}
