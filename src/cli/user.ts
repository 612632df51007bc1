import type { Command } from 'commander';
import { ROLES } from '../accounts/role.js';
import { DAY } from '../kernel/clock.js';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { given, newCommand, newGroup, print, table, withRooms } from './command.js';

/** `user add`, `user list`: the people of the desk. */
export function addUserCommands(program: Command, context: CliContext): void {
  const group = newGroup('user', 'people who may use the desk');
  group.addCommand(addUser(context)).addCommand(listUsers(context));
  program.addCommand(group);
}

function addUser(context: CliContext): Command {
  const command = newCommand('add', 'add a person and print a link that signs them in, once')
    .argument('<email>')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--name <name>');
  command.action(async (email: string, { role, name }: { role: string; name?: string }) =>
    withRooms(context, async ({ rooms: { accounts } }) => {
      const person = orThrow(await accounts.addPerson(given({ email, role, name })));
      await accounts.audit({ actor: context.actor, action: 'person.added', subject: person.id });
      const link = await accounts.signInLink(person, DAY);
      print(context, command, {
        lines: [`${person.email} is ${person.role} now. Sign in within a day, once: ${link}`],
        json: { id: person.id, email: person.email, role: person.role, signInLink: link },
      });
    }),
  );
  return command;
}

function listUsers(context: CliContext): Command {
  const command = newCommand('list', 'list people and roles');
  command.action(async () =>
    withRooms(context, async ({ rooms: { accounts } }) => {
      const people = await accounts.people();
      const rows = people.map(({ email, role, name }) => [email, role, name ?? '']);
      print(context, command, { lines: table([['email', 'role', 'name'], ...rows]), json: people });
    }),
  );
  return command;
}
