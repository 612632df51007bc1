import { InvalidArgumentError, type Command } from 'commander';
import { DELIVERY_STATES, type DeliveryState } from '../delivery/delivery.js';
import type { DeliveryRow, RelayRow } from '../delivery/delivery-store.js';
import type { DeliveryRoom } from '../delivery/room.js';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, print, table, withRooms } from './command.js';

/** `issue report`: where every delivery is; with `--state` who they are. */
export function reportIssue(context: CliContext): Command {
  const command = newCommand('report', 'numbers by state, reason and domain, and by relay when there are several')
    .argument('<id>')
    .option(
      '--state <states>',
      `the readers in these states, like failed,held (${DELIVERY_STATES.join(', ')})`,
      readStates,
    );
  command.action(async (id: string, { state: states }: { state?: readonly DeliveryState[] }) =>
    withRooms(context, async ({ rooms }) => {
      const { issue } = orThrow(await rooms.issues.view(id));
      const progress = await rooms.delivery.progress(id);
      const breakdown = await rooms.delivery.breakdown(id);
      const relays = await rooms.delivery.byRelay(id);
      const readers = states === undefined ? undefined : await readersOf(rooms.delivery, { issueId: id, states });
      const rows = breakdown.map(({ state, reason, domain, count }) => [state, reason ?? '', domain, String(count)]);
      print(context, command, {
        lines: [
          `${issue.subject}  (${issue.state}${issue.stateReason === null ? '' : `: ${issue.stateReason}`})`,
          `Audience ${progress.audience}: ${countsOf(progress.counts)}`,
          ...table([['state', 'reason', 'domain', 'count'], ...rows]),
          ...(relays.length === 0 ? [] : ['', ...relayLines(relays)]),
          ...(readers === undefined ? [] : ['', ...linesOf(readers)]),
        ],
        json: { id, state: issue.state, ...progress, breakdown, relays, ...(readers === undefined ? {} : { readers }) },
      });
    }),
  );
  return command;
}

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state.replace('_', ' ')}`)
    .join(', ') || 'nothing yet';

const PAGE = 1_000;

async function readersOf(
  delivery: DeliveryRoom,
  { issueId, states }: { issueId: string; states: readonly DeliveryState[] },
): Promise<readonly DeliveryRow[]> {
  const readers: DeliveryRow[] = [];
  for (;;) {
    const after = readers.at(-1)?.subscriberId;
    const page = await delivery.deliveries({
      issueId,
      state: states,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    readers.push(...page);
    if (page.length < PAGE) return readers;
  }
}

const relayLines = (rows: readonly RelayRow[]): readonly string[] =>
  table([
    ['relay', 'state', 'count'],
    ...rows.map(({ relay, state, count }) => [relay ?? '(none yet, or unknown)', state, String(count)]),
  ]);

const linesOf = (readers: readonly DeliveryRow[]): readonly string[] =>
  table([
    ['reader', 'state', 'reason', 'attempts', 'relay', 'answer'],
    ...readers.map(({ email, state, reason, attempt, relay, reply }) => [
      email ?? '(erased)',
      state,
      reason ?? '',
      String(attempt),
      relay ?? '',
      reply ?? '',
    ]),
  ]);

function readStates(text: string): readonly DeliveryState[] {
  return text.split(',').map((part) => {
    const state = DELIVERY_STATES.find((known) => known === part.trim());
    if (state === undefined)
      throw new InvalidArgumentError(`"${part}" is no state. Known: ${DELIVERY_STATES.join(', ')}.`);
    return state;
  });
}
