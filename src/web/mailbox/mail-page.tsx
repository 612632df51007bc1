import type { JSX } from 'preact';
import { Layout, type Brand } from '../layout.js';
import { MailTime } from './mail-time.js';
import type { StoredMail } from './mailbox.js';

const VIEWS = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' } as const;
export type MailView = keyof typeof VIEWS;

export const isView = (name: string): name is MailView => Object.hasOwn(VIEWS, name);

interface MailProps {
  readonly newsroom: Brand | undefined;
  readonly mail: StoredMail;
  readonly view: MailView;
}

/** One mail with its four views as links, so that it works without JavaScript. */
export function MailPage({ newsroom, mail, view }: MailProps): JSX.Element {
  const subject = mail.subject || '(no subject)';
  return (
    <Layout title={subject} newsroom={newsroom} area="desk" nav={<a href="/mailbox">Mailbox</a>} private>
      <link rel="stylesheet" href="/mailbox/mailbox.css" />
      <h1>{subject}</h1>
      <dl class="mail-facts">
        <dt>From</dt>
        <dd>{mail.from || 'nobody'}</dd>
        <dt>To</dt>
        <dd>{mail.to}</dd>
        <dt>Return path</dt>
        <dd>{mail.envelopeFrom || '<> (null sender)'}</dd>
        <dt>Received</dt>
        <dd>
          <MailTime at={mail.receivedAt} />
        </dd>
      </dl>
      <nav class="mail-tabs" aria-label="Views of this mail">
        {Object.entries(VIEWS).map(([name, label]) => (
          <a key={name} href={`/mailbox/${mail.id}?view=${name}`} {...(name === view ? CURRENT : {})}>
            {label}
          </a>
        ))}
      </nav>
      <View mail={mail} view={view} />
    </Layout>
  );
}

const CURRENT = { 'aria-current': 'page' } as const;
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';

function View({ mail, view }: { mail: StoredMail; view: MailView }): JSX.Element {
  if (view === 'source') return <Source mail={mail} />;
  if (view === 'headers') {
    return <pre class="mail-text">{mail.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>;
  }
  if (mail[view] === null) return <p class="lead">This mail has no {VIEWS[view]} part.</p>;
  if (view === 'text') return <pre class="mail-text">{withLinks(mail.text ?? '')}</pre>;
  return <iframe class="mail-frame" title="The mail" sandbox={SANDBOX} src={`/mailbox/${mail.id}/html`} />;
}

function Source({ mail }: { mail: StoredMail }): JSX.Element {
  return (
    <>
      <p>
        <a href={`/mailbox/${mail.id}/source.eml`}>Download as .eml</a>
      </p>
      <pre class="mail-text">{mail.raw}</pre>
    </>
  );
}

/** Addresses in a text become links, as mail programs do. */
const withLinks = (text: string): (string | JSX.Element)[] =>
  text.split(/(https?:\/\/[^\s<>"]*[^\s<>").,;:!?])/).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <a key={index} href={piece} target="_blank" rel="noopener">
        {piece}
      </a>
    ),
  );
