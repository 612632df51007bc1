import { DateTime } from 'luxon';
import type { JSX } from 'preact';
import type { FieldError, Outcome } from '../../kernel/refusal.js';
import type { Newsletter } from '../../newsletters/newsletter.js';
import type { LeavingCounts, ReaderRecord, SuppressionRecord } from '../../subscribers/room.js';
import type { SubscriptionState, Suppression } from '../../subscribers/subscriber.js';
import { Badge, Button, Card, Notice, Table, type Tone } from '../components.js';
import { Field } from '../field.js';
import { bounceReasonWords } from './bounce-words.js';
import { PostForm } from './desk-frame.js';
import { LeavingSection } from './leaving-section.js';
import { SuppressionNotice } from './suppression-notice.js';
import type { Visit } from './visit.js';
import { agoWords } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly now: number;
  readonly email: string;
  /** Null when nobody was asked for. */
  readonly found: Outcome<ReaderRecord | null>;
  /** Why the address gets no mail; null when it may. */
  readonly ground: SuppressionRecord | null;
  readonly errors: readonly FieldError[];
  readonly newsletters: readonly Newsletter[];
  readonly suppressions: readonly Suppression[];
  /** Null while one reader is looked at. */
  readonly leaving: readonly LeavingCounts[] | null;
  readonly leavingDays: number;
}

const STATE_TONES: Readonly<Record<SubscriptionState, Tone>> = {
  pending: 'warn',
  active: 'good',
  paused: 'plain',
  unsubscribed: 'plain',
};

export function ReadersPage(props: Props): JSX.Element {
  const { visit, email, found, ground, suppressions, leaving, now } = props;
  return (
    <>
      <h1>Readers</h1>
      <form method="get" action="/desk/readers" class="search">
        <Field name="email" label="Address" type="search" value={email} required />
        <Button look="secondary">Look up</Button>
      </form>
      {found.ok ? null : <Notice tone="warn">{found.refusal.detail}</Notice>}
      {ground === null ? null : <SuppressionNotice {...props} ground={ground} />}
      {found.ok && found.value !== null ? <Reader {...props} record={found.value} /> : null}
      {leaving === null ? null : <LeavingSection {...props} leaving={leaving} days={props.leavingDays} />}
      <section aria-labelledby="suppressions">
        <h2 id="suppressions">Must not be mailed</h2>
        <Table
          caption="Suppressions"
          columns={[{ head: 'Address' }, { head: 'Reason' }, { head: 'Detail' }, { head: 'When' }, { head: 'Why' }]}
          rows={suppressions.map((each) => [
            each.email ?? 'erased',
            bounceReasonWords(each.reason),
            each.detail ?? '',
            agoWords(each.at, now),
            each.email === null ? (
              ''
            ) : (
              <a
                href={`/desk/readers?email=${encodeURIComponent(each.email)}`}
                aria-label={`Look at why ${each.email} gets no mail`}
              >
                Look
              </a>
            ),
          ])}
          empty="Nobody."
        />
      </section>
      <Card title="Suppress an address">
        <PostForm visit={visit} action="/desk/readers/suppress" class="form-grid">
          <Field name="email" id="suppress-email" label="Address" type="email" required />
          <Field name="detail" label="Why" maxLength={300} />
          <div class="actions">
            <Button look="danger">Never mail this address</Button>
          </div>
        </PostForm>
      </Card>
    </>
  );
}

function Reader({ record, newsletters }: Props & { record: ReaderRecord }): JSX.Element {
  const nameOf = (id: string | null) => newsletters.find((newsletter) => newsletter.id === id)?.name ?? '';
  const { subscriber, subscriptions, consents } = record;
  return (
    <Card title={subscriber.email ?? 'Erased reader'}>
      <p class="hint">
        {[subscriber.name, `known since ${dayWords(subscriber.createdAt)}`].filter(Boolean).join(' · ')}
      </p>
      <Table
        caption="Subscriptions"
        columns={[{ head: 'Newsletter' }, { head: 'State' }, { head: 'Since' }]}
        rows={subscriptions.map(({ newsletterId, state, changedAt, pausedUntil }) => [
          nameOf(newsletterId),
          <Badge tone={STATE_TONES[state]}>{state}</Badge>,
          `${dayWords(changedAt)}${pausedUntil === null ? '' : `, until ${dayWords(pausedUntil)}`}`,
        ])}
        empty="Subscribed to nothing."
      />
      <h3>What they agreed to</h3>
      <Table
        caption="Consent"
        columns={[
          { head: 'When' },
          { head: 'What' },
          { head: 'Newsletter' },
          { head: 'Through' },
          { head: 'Words shown' },
        ]}
        rows={consents.map(({ at, action, newsletterId, source, text }) => [
          <span class="nowrap">{momentWords(at)}</span>,
          action,
          nameOf(newsletterId),
          source,
          text ?? '',
        ])}
        empty="Nothing recorded."
      />
    </Card>
  );
}

const dayWords = (at: number): string => DateTime.fromMillis(at, { zone: 'utc' }).toFormat('d LLL yyyy');
/** In UTC and to the minute: this is the proof. */
const momentWords = (at: number): string => DateTime.fromMillis(at, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");
