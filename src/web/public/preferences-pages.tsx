import type { JSX } from 'preact';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { Newsroom } from '../../newsletters/newsroom.js';
import type { ReaderView } from '../../subscribers/room.js';
import { Button, ButtonLink, Card, Choice, Notice } from '../components.js';
import { Layout } from '../layout.js';
import { FormNotice } from './form-notice.js';
import { dateIn, scheduleInWords } from './words.js';

interface PreferencesPageProps {
  readonly newsroom: Newsroom;
  readonly newsletters: readonly Newsletter[];
  readonly view: ReaderView;
  readonly saved: 'saved' | 'undone' | undefined;
  /** True when a form came without its nonce and was not saved. */
  readonly refused: boolean;
  /** Where the forms go: the reader's own address. */
  readonly action: string;
  readonly nonce: string;
  readonly now: number;
}

export function PreferencesPage(props: PreferencesPageProps): JSX.Element {
  const { newsroom, view, action, saved } = props;
  return (
    <Layout title="Your preferences" newsroom={newsroom} private>
      <h1>Your preferences</h1>
      {props.refused ? <FormNotice /> : null}
      {saved === 'saved' ? <Notice tone="good" title="Saved." /> : null}
      {saved === 'undone' ? <Notice tone="good" title="Welcome back. You are subscribed again." /> : null}
      <p class="lead">
        For <strong>{view.subscriber.email}</strong>
      </p>
      <Card>
        <form method="post" action={action}>
          <input type="hidden" name="nonce" value={props.nonce} />
          <NewsletterChoices {...props} />
          <PauseChoices {...props} />
          <p class="actions">
            <Button>Save</Button>
          </p>
        </form>
      </Card>
      <Card title="Your data">
        <p>We keep your address, what you subscribed to, and the proof that you did. It is yours.</p>
        <p class="actions">
          <ButtonLink href={`${action}/export`}>Download as a file</ButtonLink>
          <ButtonLink href={`${action}/erase`} look="quiet">
            Erase everything about me
          </ButtonLink>
        </p>
      </Card>
    </Layout>
  );
}

const receives = (view: ReaderView, id: string): boolean =>
  view.subscriptions.some((one) => one.newsletterId === id && (one.state === 'active' || one.state === 'paused'));

function NewsletterChoices({ newsletters, view }: PreferencesPageProps): JSX.Element {
  return (
    <fieldset>
      <legend>What you read</legend>
      {newsletters
        .filter((newsletter) => newsletter.active || receives(view, newsletter.id))
        .map((newsletter) => (
          <Choice
            key={newsletter.id}
            kind="checkbox"
            name="newsletters"
            value={newsletter.slug}
            label={newsletter.name}
            hint={[newsletter.description, `${scheduleInWords(newsletter.schedule)}.`].filter(Boolean).join(' ')}
            checked={receives(view, newsletter.id)}
          />
        ))}
    </fieldset>
  );
}

const PAUSES = [
  { days: '0', label: 'No pause' },
  { days: '14', label: '2 weeks' },
  { days: '28', label: '4 weeks' },
  { days: '56', label: '8 weeks' },
];

function PauseChoices({ view, newsletters, now }: PreferencesPageProps): JSX.Element {
  const paused = view.subscriptions.find((one) => one.state === 'paused' && (one.pausedUntil ?? 0) > now);
  const zone = newsletters.find((newsletter) => newsletter.id === paused?.newsletterId)?.schedule.timeZone ?? 'utc';
  return (
    <fieldset>
      <legend>Take a break</legend>
      <p class="hint">We send nothing for this long, then go on by ourselves.</p>
      <div class="choices-inline">
        {paused?.pausedUntil ? (
          <Choice kind="radio" name="pauseDays" value="" label={`Until ${dateIn(paused.pausedUntil, zone)}`} checked />
        ) : null}
        {PAUSES.map(({ days, label }) => (
          <Choice
            key={days}
            kind="radio"
            name="pauseDays"
            value={days}
            label={label}
            checked={paused === undefined && days === '0'}
          />
        ))}
      </div>
    </fieldset>
  );
}

export function ErasePage(props: {
  newsroom: Newsroom;
  preferences: string;
  nonce: string;
  refused: boolean;
}): JSX.Element {
  return (
    <Layout title="Erase my data" newsroom={props.newsroom} private>
      <h1>Erase everything about you?</h1>
      {props.refused ? <FormNotice /> : null}
      <p class="lead">
        You get no more mail from us, and your address, name and choices are deleted. This cannot be undone.
      </p>
      <p>
        If mail to you came back or you complained about it, an unreadable fingerprint of the address stays, so that we
        do not write to you again by mistake.
      </p>
      <form method="post" action={`${props.preferences}/erase`}>
        <input type="hidden" name="nonce" value={props.nonce} />
        <p class="actions">
          <Button look="danger">Erase everything about me</Button>
          <ButtonLink href={props.preferences} look="quiet">
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
