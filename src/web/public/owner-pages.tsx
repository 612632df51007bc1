import type { JSX } from 'preact';
import type { Newsroom } from '../../newsletters/newsroom.js';
import { Button, ButtonLink } from '../components.js';
import { Layout } from '../layout.js';
import { FormNotice } from './form-notice.js';
import { maskedAddress } from './words.js';

export interface OwnerPage {
  readonly newsroom: Newsroom;
  readonly preferences: string;
  readonly nonce: string;
  readonly refused: boolean;
}

/** Before data are shown or erased: whoever has a forwarded mail has this page, too. */
export function AskOwnerPage({ newsroom, preferences, nonce, refused }: OwnerPage): JSX.Element {
  return (
    <Layout title="Your data" newsroom={newsroom} private>
      <h1>Your data</h1>
      {refused ? <FormNotice /> : null}
      <p class="lead">
        To show, hand out or erase what we hold, we first send a link to your own address. Mails get forwarded, and
        nobody else should be able to do that.
      </p>
      <form method="post" action={`${preferences}/owner-link`}>
        <input type="hidden" name="nonce" value={nonce} />
        <p class="actions">
          <Button>Mail me the link</Button>
          <ButtonLink href={preferences} look="quiet">
            Back
          </ButtonLink>
        </p>
      </form>
    </Layout>
  );
}

export function OwnerLinkSentPage(props: { newsroom: Newsroom; email: string; preferences: string }): JSX.Element {
  const { newsroom } = props;
  return (
    <Layout title="Check your mail" newsroom={newsroom} private>
      <h1>Check your mail</h1>
      <p class="lead">
        The link is on its way to <strong>{maskedAddress(props.email)}</strong>. It works for a day.
      </p>
      <p>
        We send it once in four hours at most, and not where mail has come back.
        {newsroom.replyTo === null ? null : ` Nothing there? Write to ${newsroom.replyTo}, and we do it by hand.`}
      </p>
      <p class="actions">
        <ButtonLink href={props.preferences}>Your preferences</ButtonLink>
      </p>
    </Layout>
  );
}

export function ErasePage({ newsroom, preferences, nonce, refused }: OwnerPage): JSX.Element {
  return (
    <Layout title="Erase my data" newsroom={newsroom} private>
      <h1>Erase everything about you?</h1>
      {refused ? <FormNotice /> : null}
      <p class="lead">
        You get no more mail from us, and your address, name and choices are deleted. This cannot be undone.
      </p>
      <p>
        If mail to you came back or you complained about it, an unreadable fingerprint of the address stays, so that we
        do not write to you again by mistake.
      </p>
      <form method="post" action={`${preferences}/erase`}>
        <input type="hidden" name="nonce" value={nonce} />
        <p class="actions">
          <Button look="danger">Erase everything about me</Button>
          <ButtonLink href={preferences} look="quiet">
            Keep it
          </ButtonLink>
        </p>
      </form>
    </Layout>
  );
}

export function ErasedPage({ newsroom }: { newsroom: Newsroom }): JSX.Element {
  return (
    <Layout title="Erased" newsroom={newsroom} private>
      <h1>You are forgotten</h1>
      <p class="lead">Your address and everything with it is deleted. Thank you for having read us.</p>
    </Layout>
  );
}
