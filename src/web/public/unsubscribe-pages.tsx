import type { ComponentChildren, JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { ReaderView } from '../../subscribers/room.js';
import type { LeavingReason } from '../../subscribers/tell-reason.js';
import { Button, ButtonLink, Card, Choice, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { FormNotice } from './form-notice.js';
import { maskedAddress, namesOf } from './words.js';

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

export function UnsubscribePage(props: LeavingPage): JSX.Element {
  const { newsroom, view } = props;
  const reading = readingOf(view);
  if (view.subscriber.email === null) return <ForgottenPage newsroom={newsroom} />;
  return (
    <Layout title={reading.length === 0 ? 'Unsubscribed' : 'Unsubscribe'} newsroom={newsroom} private>
      {props.refused ? <FormNotice /> : null}
      {props.undone ? <Notice tone="good" title="Welcome back. You are subscribed again." /> : null}
      {props.told ? <Notice tone="good" title="Thank you for telling us." /> : null}
      {reading.length === 0 ? <Nothing {...props} /> : <Leave {...props} reading={reading} />}
    </Layout>
  );
}

/** The newsletters that mail may come from: also the ones on a break, and the ones that wait for a confirmation. */
const readingOf = ({ subscriptions }: ReaderView): readonly string[] =>
  subscriptions.filter((one) => one.state !== 'unsubscribed').map((one) => one.newsletterId);

function Leave(props: LeavingPage & { reading: readonly string[] }): JSX.Element {
  const { newsroom, newsletters, newsletterId, reading, view } = props;
  const name = namesOf(newsletters, [newsletterId]) || newsroom.name;
  const reads = reading.includes(newsletterId);
  const address = view.subscriber.email === null ? '' : ` at ${maskedAddress(view.subscriber.email)}`;
  return (
    <>
      <h1>{reads ? `Stop ${name}?` : `You left ${name}`}</h1>
      <p class="lead">
        {reads ? 'One click, and it is the last you hear of it' : 'You still read other newsletters of ours'}
        {address}.
      </p>
      <PostForm {...props}>
        {reads ? (
          <Button name="scope" value="this">
            Unsubscribe from {name}
          </Button>
        ) : null}
        {props.undoable.length > 0 ? <UndoButton /> : null}
        {reading.length > 1 || !reads ? (
          <Button name="scope" value="all" look="secondary">
            Stop everything from {newsroom.name}
          </Button>
        ) : null}
      </PostForm>
      <p class="hint">
        Or <a href={props.preferences}>take a break, or get it less often</a>.
      </p>
    </>
  );
}

function Nothing(props: LeavingPage): JSX.Element {
  return (
    <>
      <h1>You are unsubscribed</h1>
      <p class="lead">We send you nothing. There is nothing left to do.</p>
      {props.undoable.length > 0 ? (
        <PostForm {...props}>
          <UndoButton />
        </PostForm>
      ) : null}
    </>
  );
}

/** After the button: what happened, the way back, and one question that need not be answered. */
export function LeftPage(props: LeavingPage): JSX.Element {
  const { newsroom, newsletters, undoable, view } = props;
  const still = view.subscriptions.filter((one) => one.state === 'active' || one.state === 'paused');
  const names = namesOf(newsletters, undoable);
  if (view.subscriber.email === null) return <ForgottenPage newsroom={newsroom} />;
  return (
    <Layout title="Unsubscribed" newsroom={newsroom} private>
      <h1>You are unsubscribed</h1>
      <p class="lead">
        {names === '' ? 'We send you nothing more.' : `You get no more mail from ${names}.`}{' '}
        {still.length > 0
          ? `You still read ${namesOf(
              newsletters,
              still.map((one) => one.newsletterId),
            )}.`
          : ''}
      </p>
      {undoable.length > 0 ? (
        <>
          <PostForm {...props}>
            <UndoButton />
          </PostForm>
          <Why {...props} />
        </>
      ) : null}
    </Layout>
  );
}

const UndoButton = (): JSX.Element => (
  <Button name="scope" value="undo" look="secondary">
    That was a mistake, subscribe me again
  </Button>
);

const REASONS: Readonly<Record<LeavingReason, string>> = {
  'too-many': 'Too many mails',
  'not-for-me': 'Not what I am interested in',
  'never-asked': 'I never asked for it',
  other: 'Something else',
};

function Why(props: LeavingPage): JSX.Element {
  return (
    <Card title="May we ask why?">
      <form method="post" action={props.action}>
        <input type="hidden" name="nonce" value={props.nonce} />
        <fieldset>
          <legend class="visually-hidden">Why you left</legend>
          {Object.entries(REASONS).map(([reason, label]) => (
            <Choice key={reason} kind="radio" name="reason" value={reason} label={label} checked={reason === 'other'} />
          ))}
        </fieldset>
        <p class="hint">You need not answer. We count the answers and keep no text.</p>
        <p class="actions">
          <Button name="scope" value="reason" look="secondary">
            Tell the newsroom
          </Button>
        </p>
      </form>
    </Card>
  );
}

function ForgottenPage({ newsroom }: { newsroom: Newsroom }): JSX.Element {
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

function PostForm(props: { action: string; nonce: string; children: ComponentChildren }): JSX.Element {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="nonce" value={props.nonce} />
      <p class="actions">{props.children}</p>
    </form>
  );
}
