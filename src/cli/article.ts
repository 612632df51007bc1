import type { Command } from 'commander';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { given, newCommand, newGroup, print, withRooms } from './command.js';

/** `article add`: one story by its link. */
export function addArticleCommands(program: Command, context: CliContext): void {
  program.addCommand(newGroup('article', 'single stories').addCommand(addArticle(context)));
}

function addArticle(context: CliContext): Command {
  const command = newCommand('add', 'add a story by its link')
    .argument('<url>')
    .requiredOption('--newsletter <slug>')
    .option('--section <name>', 'for a story that names none');
  command.action(async (url: string, { newsletter, section }: { newsletter: string; section?: string }) =>
    withRooms(context, async ({ rooms }) => {
      const { article, created } = orThrow(await rooms.articles.addArticle(given({ url, newsletter, section })));
      await rooms.accounts.audit({ actor: context.actor, action: 'article.add', subject: article.id });
      const line = `${created ? 'Added' : 'Known already'}: ${article.title} (${article.id}).`;
      print(context, command, { lines: [line], json: { ...article, created } });
    }),
  );
  return command;
}
