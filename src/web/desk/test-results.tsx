import type { JSX } from 'preact';
import type { TestResult } from '../../delivery/room.js';
import { Badge, ButtonLink, Table } from '../components.js';

/** What the mail server said to each test. */
export function TestResults(props: { issueId: string; results: readonly TestResult[]; mailbox: boolean }): JSX.Element {
  return (
    <>
      <h1>Test sent</h1>
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
