import type { JSX } from 'preact';
import { DELIVERY_STATES, type DeliveryState } from '../../delivery/delivery.js';
import type { DeliveryRow } from '../../delivery/delivery-store.js';
import type { Progress } from '../../delivery/room.js';
import type { IssueView } from '../../issues/room.js';
import { Badge, Button, ButtonLink, Table } from '../components.js';
import { PostForm } from './desk-frame.js';
import type { Visit } from './visit.js';
import { DELIVERY_STATE_WORDS, numberWords } from './words.js';

interface Props {
  readonly visit: Visit;
  readonly view: IssueView;
  readonly progress: Progress;
  readonly state: DeliveryState | undefined;
  readonly rows: readonly DeliveryRow[];
  readonly next: string | undefined;
}

export function DeliveriesPage({ visit, view, progress, state, rows, next }: Props): JSX.Element {
  const { issue, newsletter } = view;
  const base = `/desk/issues/${issue.id}/deliveries`;
  return (
    <>
      <p class="kicker">
        {newsletter.name} · {issue.localDate}
      </p>
      <h1>Who got it, who did not</h1>
      <p>
        <a href={`/desk/issues/${issue.id}`}>{issue.subject}</a> ·{' '}
        <a href={`/desk/issues/${issue.id}/report`}>Report</a>
      </p>
      <nav class="tabs" aria-label="Deliveries by state">
        {DELIVERY_STATES.map((each) => (
          <a key={each} href={`${base}?state=${each}`} {...(each === state ? { 'aria-current': 'page' as const } : {})}>
            {DELIVERY_STATE_WORDS[each].label} <span class="tab-count">{numberWords(progress.counts[each])}</span>
          </a>
        ))}
      </nav>
      {state === undefined ? null : <p class="hint">{capital(DELIVERY_STATE_WORDS[state].meaning)}.</p>}
      <Table
        caption="Deliveries"
        columns={[
          { head: 'Reader' },
          { head: 'State' },
          { head: 'Why' },
          { head: "The server's words" },
          { head: 'Attempts', numeric: true },
          ...(state === 'held' ? [{ head: 'Settle' }] : []),
        ]}
        rows={rows.map((row) => [
          row.email ?? 'erased',
          <State row={row} />,
          row.reason ?? '',
          row.reply ? <code class="reply">{row.reply}</code> : '',
          row.attempt,
          ...(state === 'held' ? [<Settle visit={visit} action={`${base}/${row.subscriberId}`} />] : []),
        ])}
        empty="Nobody is in this state."
      />
      {next === undefined ? null : (
        <ButtonLink href={`${base}?${state === undefined ? '' : `state=${state}&`}after=${next}`}>Next page</ButtonLink>
      )}
    </>
  );
}

/** The state, and the relay it has it from. */
const State = ({ row: { state, relay } }: { row: DeliveryRow }): JSX.Element => (
  <>
    <Badge tone={DELIVERY_STATE_WORDS[state].tone}>{DELIVERY_STATE_WORDS[state].label}</Badge>
    {relay === null || state === 'pending' || state === 'skipped' ? null : <span class="hint"> {relay}</span>}
  </>
);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Settle({ visit, action }: { visit: Visit; action: string }): JSX.Element {
  return (
    <PostForm visit={visit} action={action} class="row">
      <Button look="secondary" name="to" value="accepted">
        It arrived
      </Button>
      <Button look="quiet" name="to" value="pending">
        Send again
      </Button>
    </PostForm>
  );
}
