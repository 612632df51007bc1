import type { Command } from 'commander';
import { ROLES } from '../accounts/role.js';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, newGroup, print, withRooms } from './command.js';

/** `apikey create`: a key for programs; it is shown this one time. */
export function addApiKeyCommands(program: Command, context: CliContext): void {
  const command = newCommand('create', 'create a key for the API and print it, once')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--name <name>', 'what the key is for', 'cli');
  command.action(async ({ role, name }: { role: string; name: string }) =>
    withRooms(context, async ({ rooms: { accounts } }) => {
      const created = orThrow(await accounts.createApiKey({ role, name }));
      await accounts.audit({ actor: context.actor, action: 'api-key.created', subject: created.name });
      print(context, command, { lines: [created.key], json: created });
    }),
  );
  program.addCommand(newGroup('apikey', 'keys for the API').addCommand(command));
}
