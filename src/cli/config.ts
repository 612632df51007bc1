import type { Command } from 'commander';
import { describeConfig } from '../config-describe.js';
import type { CliContext } from './cli-context.js';
import { newCommand, print, table } from './command.js';

/** `config`: what the environment decided, secrets left out. */
export function addConfigCommand(program: Command, context: CliContext): void {
  const command = newCommand('config', 'show the configuration, without secrets');
  command.action(() => {
    const settings = describeConfig(context.config());
    print(context, command, {
      lines: table(settings.map(({ name, value }) => [name, value])),
      json: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    });
  });
  program.addCommand(command);
}
