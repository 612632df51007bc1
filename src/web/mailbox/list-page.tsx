import type { JSX } from 'preact';
import { Button, ButtonLink } from '../components.js';
import { Field } from '../field.js';
import { Layout, type Brand } from '../layout.js';
import { MailTime } from './mail-time.js';
import type { MailboxEntry } from './mailbox.js';

interface ListProps {
  readonly newsroom: Brand | undefined;
  readonly entries: readonly MailboxEntry[];
  readonly to: string;
  readonly count: number;
}

/** The newest mails, or those to an address that contains the searched words. */
export function ListPage({ newsroom, entries, to, count }: ListProps): JSX.Element {
  return (
    <Layout title="Mailbox" newsroom={newsroom} area="desk" private>
      <link rel="stylesheet" href="/mailbox/mailbox.css" />
      <h1>Mailbox</h1>
      <p class="hint">
        SMTP_URL is not set, so every mail ends here and nothing leaves this machine. The newest 5,000 are kept; now{' '}
        {count.toLocaleString('en')}.
      </p>
      <form class="mailbox-search" method="get" action="/mailbox" role="search">
        <Field name="to" label="Search by recipient" type="search" value={to} />
        <Button look="secondary">Search</Button>
        {to === '' ? null : (
          <ButtonLink href="/mailbox" look="quiet">
            Show all
          </ButtonLink>
        )}
      </form>
      {entries.length === 0 ? <p class="lead">{emptyText(to)}</p> : <Entries entries={entries} />}
    </Layout>
  );
}

const emptyText = (to: string): string =>
  to === '' ? 'No mail yet. Subscribe on the front page and the confirmation arrives here.' : `No mail to “${to}”.`;

function Entries({ entries }: Pick<ListProps, 'entries'>): JSX.Element {
  return (
    <ul class="entries">
      {entries.map((entry) => (
        <li key={entry.id}>
          <a class="mailbox-entry" href={`/mailbox/${entry.id}`}>
            <span class="mailbox-subject">{entry.subject || '(no subject)'}</span>
            <MailTime at={entry.receivedAt} />
            <span class="mailbox-people">
              To {entry.to} · from {entry.from || 'nobody'}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
