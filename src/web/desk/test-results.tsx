import type { JSX } from 'preact';
import type { TestResult } from '../../delivery/room.js';
import { Badge, ButtonLink, Table } from '../components.js';

/** What the mail server said to each test. */
export function TestResults(props: { issueId: string; results: readonly TestResult[]; mailbox: boolean }): JSX.Element {
  const taken = props.results.filter((result) => result.accepted).length;
  return (
    <>
      <h1>{taken < props.results.length ? `Test sent to ${taken} of ${props.results.length}` : 'Test sent'}</h1>
      <Table
        caption="Tests"
        columns={[{ head: 'To' }, { head: 'Result' }, { head: "The server's reply" }]}
        rows={props.results.map(({ to, accepted, reply }) => [
          to,
          <Badge tone={accepted ? 'good' : 'bad'}>{accepted ? 'Accepted' : 'Refused'}</Badge>,
          reply,
        ])}
      />
      <p class="actions">
        <ButtonLink href={`/desk/issues/${props.issueId}`} look="primary">
          Back to the issue
        </ButtonLink>
        {props.mailbox ? <ButtonLink href="/mailbox">Open the built-in mailbox</ButtonLink> : null}
      </p>
    </>
  );
}
