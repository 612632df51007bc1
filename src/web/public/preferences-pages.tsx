import type { JSX } from 'preact';
import type { OwnView } from '../../subscribers/room.js';
import { Button, ButtonLink, Card, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { FormNotice } from './form-notice.js';
import { NewsletterChoice } from './newsletter-choice.js';
import { LanguageChoice, PauseChoices } from './preferences-fields.js';
import type { PreferencesPageProps } from './preferences-props.js';
import { WishChoices } from './wish-choices.js';
import { maskedAddress, namesOf } from './words.js';

export function PreferencesPage(props: PreferencesPageProps): JSX.Element {
  const { newsroom, view, action } = props;
  const email = view.subscriber.email ?? '';
  return (
    <Layout title="Your preferences" newsroom={newsroom} private>
      <h1>Your preferences</h1>
      {props.refused ? <FormNotice /> : null}
      {props.saved ? <Saved {...props} /> : null}
      <p class="lead">
        For <strong>{view.isOwner ? email : maskedAddress(email)}</strong>
      </p>
      <Card>
        <form method="post" action={action}>
          <input type="hidden" name="nonce" value={props.nonce} />
          <NewsletterChoices {...props} />
          <PauseChoices {...props} />
          <LanguageChoice {...props} />
          <p class="actions">
            <Button>Save</Button>
          </p>
        </form>
      </Card>
      <YourData {...props} />
    </Layout>
  );
}

function Saved({ view, newsletters }: PreferencesPageProps): JSX.Element {
  const waiting = view.subscriptions.filter((one) => one.state === 'pending').map((one) => one.newsletterId);
  return (
    <Notice tone="good" title="Saved.">
      {waiting.length === 0 ? null : (
        <p>To start {namesOf(newsletters, waiting)}, open the link in the mail we sent to your address.</p>
      )}
    </Notice>
  );
}

const receives = (view: OwnView, id: string): boolean =>
  view.subscriptions.some((one) => one.newsletterId === id && (one.state === 'active' || one.state === 'paused'));

function NewsletterChoices({ newsletters, view }: PreferencesPageProps): JSX.Element {
  const shown = newsletters.filter((newsletter) => newsletter.active || receives(view, newsletter.id));
  return (
    <fieldset>
      <legend>What you read</legend>
      {shown.map((newsletter) => (
        <>
          <NewsletterChoice key={newsletter.id} newsletter={newsletter} checked={receives(view, newsletter.id)} />
          {receives(view, newsletter.id) ? (
            <WishChoices
              newsletter={newsletter}
              subscription={view.subscriptions.find((one) => one.newsletterId === newsletter.id)}
            />
          ) : null}
        </>
      ))}
    </fieldset>
  );
}

function YourData({ view, action, nonce }: PreferencesPageProps): JSX.Element {
  return (
    <Card title="Your data">
      <p>We keep your address, what you subscribed to, and the proof that you did. It is yours.</p>
      {view.isOwner ? (
        <p class="actions">
          <ButtonLink href={`${action}/export`}>Download as a file</ButtonLink>
          <ButtonLink href={`${action}/erase`} look="quiet">
            Erase everything about me
          </ButtonLink>
        </p>
      ) : (
        <form method="post" action={`${action}/owner-link`}>
          <input type="hidden" name="nonce" value={nonce} />
          <p>To take it along or erase it, we send a link to your own address: this mail may have been forwarded.</p>
          <p class="actions">
            <Button look="secondary">Mail me the link to my data</Button>
          </p>
        </form>
      )}
    </Card>
  );
}
