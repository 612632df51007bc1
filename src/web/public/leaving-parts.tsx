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
  /** What allows to take the leaving back; empty for who only has the link. */
  readonly undoMark: string;
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

type Marks = Pick<LeavingPage, 'nonce' | 'undoMark'>;

export const MarkFields = ({ nonce, undoMark }: Marks): JSX.Element => (
  <>
    <input type="hidden" name="nonce" value={nonce} />
    {undoMark === '' ? null : <input type="hidden" name="undo" value={undoMark} />}
  </>
);

export function PostForm(props: Marks & { action: string; children: ComponentChildren }): JSX.Element {
  return (
    <form method="post" action={props.action}>
      <MarkFields {...props} />
      <p class="actions">{props.children}</p>
    </form>
  );
}
