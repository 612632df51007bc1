import type { JSX } from 'preact';
import type { LeavingReason } from '../../subscribers/leaving-reason.js';
import { Button, Card, Choice } from '../components.js';
import { Layout } from '../layout.js';
import { ForgottenPage, MarkFields, PostForm, UndoButton, type LeavingPage } from './leaving-parts.js';
import { namesOf } from './words.js';

/** After the button: what happened, the way back, and one question that need not be answered. */
export function LeftPage(props: LeavingPage): JSX.Element {
  const { newsroom, newsletters, undoable, view } = props;
  const still = view.subscriptions.filter((one) => one.state === 'active' || one.state === 'paused');
  const names = namesOf(newsletters, undoable.length === 0 && still.length > 0 ? [props.newsletterId] : undoable);
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
        <MarkFields {...props} />
        <fieldset>
          <legend class="visually-hidden">Why you left</legend>
          {Object.entries(REASONS).map(([reason, label]) => (
            <Choice key={reason} kind="radio" name="reason" value={reason} label={label} required />
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
