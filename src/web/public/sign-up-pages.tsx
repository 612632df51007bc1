import type { JSX } from 'preact';
import type { FieldError } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import { Button, Card, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { ReaderNav } from './reader-nav.js';
import { SignUpForm } from './sign-up-form.js';
import { scheduleInWords } from './words.js';

export interface FormState {
  /** The first newsletter on a fresh form. */
  readonly chosen?: readonly string[];
  readonly email?: string;
  readonly errors?: readonly FieldError[];
  readonly box?: boolean;
}

export function SignUpPage(props: {
  newsroom: Newsroom;
  open: readonly Newsletter[];
  state: FormState;
  nonce: string;
}): JSX.Element {
  const { newsroom, open, state } = props;
  const chosen = state.chosen ?? open.slice(0, 1).map((newsletter) => newsletter.slug);
  const inBox = open.filter((newsletter) => chosen.includes(newsletter.slug));
  const newsletters = state.box && inBox.length > 0 ? inBox : open;
  const form = (
    <SignUpForm newsroomName={newsroom.name} newsletters={newsletters} {...state} chosen={chosen} nonce={props.nonce} />
  );
  if (state.box) {
    return (
      <Layout title="Subscribe" newsroom={newsroom} area="box">
        <h1 class="box-title">{inBox[0]?.name ?? newsroom.name}</h1>
        {form}
      </Layout>
    );
  }
  return (
    <Layout title="Subscribe" newsroom={newsroom} nav={<ReaderNav at="subscribe" />}>
      <h1>Subscribe</h1>
      {newsletters.length === 0 ? (
        <p class="lead">There is no newsletter to subscribe to yet. Come back soon.</p>
      ) : (
        <>
          <Offer newsletters={newsletters} />
          <Card>{form}</Card>
        </>
      )}
    </Layout>
  );
}

/** One newsletter has no boxes to tick, so it is introduced in words. */
function Offer({ newsletters: [only, ...others] }: { newsletters: readonly Newsletter[] }): JSX.Element | null {
  if (only === undefined || others.length > 0) return null;
  return (
    <p class="lead">
      <strong>{only.name}.</strong> {only.description} {scheduleInWords(only.schedule)}.
    </p>
  );
}

interface Sent {
  readonly newsroom: Newsroom;
  readonly email: string;
  readonly chosen: readonly string[];
  readonly box: boolean;
  readonly didYouMean: string | undefined;
  readonly hasMailbox: boolean;
}

export function CheckYourMailPage(props: Sent): JSX.Element {
  const { newsroom, email, box } = props;
  const frame = box ? { area: 'box' as const } : { nav: <ReaderNav /> };
  return (
    <Layout title="Check your mail" newsroom={newsroom} private {...frame}>
      <h1 class={box ? 'box-title' : ''}>Check your mail</h1>
      <p class="lead">
        We sent a letter to <strong>{email}</strong>. Open the link in it to start.
      </p>
      {props.didYouMean === undefined ? null : <DidYouMean {...props} address={props.didYouMean} />}
      <p>
        It can take a minute. Nothing there? Look among the junk mail, and make sure the address is right. We write once
        a day at most. If you read us already, nothing changes and you get no letter.
      </p>
      {props.hasMailbox ? <MailboxHint /> : null}
    </Layout>
  );
}

function DidYouMean({ address, chosen, box }: Sent & { address: string }): JSX.Element {
  return (
    <Notice tone="warn" title={`Did you mean ${address}?`}>
      <form method="post" action="/subscribe">
        <input type="hidden" name="email" value={address} />
        {box ? <input type="hidden" name="box" value="1" /> : null}
        {chosen.map((name) => (
          <input key={name} type="hidden" name="newsletters" value={name} />
        ))}
        <p class="actions">
          <Button look="secondary">Yes, send it there</Button>
        </p>
      </form>
    </Notice>
  );
}

function MailboxHint(): JSX.Element {
  return (
    <Notice tone="accent" title="This installation sends no mail yet">
      <p>
        Everything it would send lies in the <a href="/mailbox">built-in mailbox</a>.
      </p>
    </Notice>
  );
}
