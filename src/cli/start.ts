import type { Command } from 'commander';
import { runPress } from '../press/run-press.js';
import { prepareDatabase } from '../wire.js';
import type { CliContext } from './cli-context.js';
import { newCommand } from './command.js';

/** `start`: the whole service, as `npm start` runs it. */
export function addStartCommand(program: Command, context: CliContext): void {
  const command = newCommand('start', 'start web, worker and senders under one supervisor; Ctrl-C stops them');
  command.action(async () => {
    const say = (line: string) => context.output.line(line);
    context.exitWith(await runPress({ config: context.config(), prepareDatabase, say }));
  });
  program.addCommand(command);
}
