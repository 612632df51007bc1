import type { Command } from 'commander';
import { prepareDatabase } from '../wire.js';
import type { CliContext } from './cli-context.js';
import { newCommand, print } from './command.js';

/** `migrate`: brings the database to this version; a new one gets its first newsletter and owner. */
export function addMigrateCommand(program: Command, context: CliContext): void {
  const command = newCommand('migrate', 'bring the database to this version');
  command.action(async () => {
    const config = context.config();
    const { signInLink } = await prepareDatabase(config);
    print(context, command, {
      lines: [
        `Database ready: ${config.databaseFile}`,
        ...(signInLink === undefined ? [] : [`The first owner signs in with this link, once: ${signInLink}`]),
      ],
      json: { database: config.databaseFile, signInLink: signInLink ?? null },
    });
  });
  program.addCommand(command);
}
