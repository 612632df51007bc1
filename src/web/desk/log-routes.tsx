import type { AuditEntry } from '../../accounts/room.js';
import { Table } from '../components.js';
import type { WebDeps } from '../web-deps.js';
import type { DeskRoute } from './visit.js';
import { agoWords } from './words.js';

const SHOWN = 200;

/** Who did what. */
export function logRoutes({ rooms, clock }: WebDeps): readonly DeskRoute[] {
  return [
    {
      method: 'get',
      path: '/log',
      needs: 'editor',
      async handle(visit) {
        const entries = await rooms.accounts.auditTrail(SHOWN);
        visit.show({
          title: 'Log',
          section: 'log',
          children: <LogPage entries={entries} now={clock.now()} />,
        });
      },
    },
  ];
}

const isEmpty = (detail: unknown): boolean => ['null', '{}'].includes(JSON.stringify(detail));

function LogPage({ entries, now }: { entries: readonly AuditEntry[]; now: number }) {
  return (
    <>
      <h1>Log</h1>
      <p class="hint">Everything people and programs did here, newest first; the last {SHOWN}.</p>
      <Table
        caption="Audit log"
        columns={[{ head: 'When' }, { head: 'Who' }, { head: 'What' }, { head: 'On' }, { head: 'Detail' }]}
        rows={entries.map(({ at, actor, action, subject, detail }) => [
          <span class="nowrap">{agoWords(at, now)}</span>,
          actor.replace(/^person:/, ''),
          action,
          subject?.length === 16 && action.startsWith('issue.') ? (
            <a href={`/desk/issues/${subject}`}>{subject}</a>
          ) : (
            (subject ?? '')
          ),
          isEmpty(detail) ? '' : <code class="reply">{JSON.stringify(detail)}</code>,
        ])}
        empty="Nothing was done yet."
      />
    </>
  );
}
