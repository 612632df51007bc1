import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { orThrow } from '../kernel/refusal.js';
import type { SuppressionRecord } from '../subscribers/room.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup, print, withRooms } from './command.js';

/** `suppressions why`, `suppressions lift`. */
export function addSuppressionCommands(program: Command, context: CliContext): void {
  const group = newGroup('suppressions', 'addresses that must not be mailed');
  group.addCommand(whyCommand(context)).addCommand(liftCommand(context));
  program.addCommand(group);
}

function whyCommand(context: CliContext): Command {
  const command = newCommand('why', 'say why an address gets no mail, with the message that came back').argument(
    '<address>',
  );
  command.action(async (address: string) =>
    withRooms(context, async ({ rooms: { subscribers } }) => {
      const found = orThrow(await subscribers.explainSuppression(address));
      print(context, command, { lines: wordsOf(found), json: found });
    }),
  );
  return command;
}

function wordsOf({ suppression, evidence }: SuppressionRecord): readonly string[] {
  const { reason, source, detail, at } = suppression;
  const since = DateTime.fromMillis(at, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");
  const what = evidence?.reply ?? detail;
  return [
    `Suppressed since ${since} by ${source}: ${reason}.`,
    ...(what === null ? [] : [what]),
    ...(evidence?.message ? ['', 'The message that came back, addresses blacked out:', '', evidence.message] : []),
  ];
}

function liftCommand(context: CliContext): Command {
  const command = newCommand('lift', 'let an address be mailed again')
    .argument('<address>')
    .requiredOption('--reason <words>', 'why; kept in the log with your name');
  command.action(async (address: string, { reason }: { reason: string }) =>
    withRooms(context, async ({ rooms: { subscribers, accounts } }) => {
      const lifted = orThrow(await subscribers.liftSuppression(address, { reason }));
      const detail = { reason: lifted.reason, was: lifted.suppression.reason };
      await accounts.audit({ actor: context.actor, action: 'suppression.lift', subject: address, detail });
      print(context, command, { lines: ['The suppression is lifted.'], json: detail });
    }),
  );
  return command;
}
