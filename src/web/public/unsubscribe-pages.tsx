import type { JSX } from 'preact';
import type { ReaderView } from '../../subscribers/room.js';
import { Button, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { FormNotice } from './form-notice.js';
import { ForgottenPage, PostForm, UndoButton, type LeavingPage } from './leaving-parts.js';
import { maskedAddress, namesOf } from './words.js';

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
