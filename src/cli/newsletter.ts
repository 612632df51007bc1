import type { Command } from 'commander';
import { orThrow } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { given, newCommand, newGroup, print, table, withRooms } from './command.js';

interface CreateOptions {
  name: string;
  description?: string;
  time: string;
  days?: string;
  timeZone: string;
  mode?: string;
  language?: string;
  min?: string;
  max?: string;
}

/** `newsletter create`, `newsletter list`. */
export function addNewsletterCommands(program: Command, context: CliContext): void {
  const group = newGroup('newsletter', 'publications readers subscribe to');
  group.addCommand(createNewsletter(context)).addCommand(listNewsletters(context));
  program.addCommand(group);
}

function createNewsletter(context: CliContext): Command {
  const command = newCommand('create', 'create a newsletter')
    .argument('<slug>', 'its name in addresses, like daily-digest')
    .requiredOption('--name <name>')
    .requiredOption('--time-zone <zone>', 'like Europe/Berlin')
    .option('--time <time>', 'local time of day', '07:00')
    .option('--days <days>', 'like mon,tue,wed; every day without it')
    .option('--mode <mode>', 'review or automatic')
    .option('--language <code>')
    .option('--description <text>')
    .option('--min <n>', 'stories without which nothing is sent')
    .option('--max <n>', 'stories at most');
  command.action(async (slug: string, options: CreateOptions) =>
    withRooms(context, async ({ rooms }) => {
      const created = orThrow(await rooms.newsletters.create(inputOf(slug, options)));
      await rooms.accounts.audit({ actor: context.actor, action: 'newsletter.created', subject: created.id });
      print(context, command, { lines: [`Created ${created.slug} (${created.id}).`], json: created });
    }),
  );
  return command;
}

const inputOf = (slug: string, { time, timeZone, days, min, max, ...rest }: CreateOptions): Record<string, unknown> =>
  given({
    slug,
    ...given({ name: rest.name, description: rest.description, mode: rest.mode, language: rest.language }),
    schedule: given({ time, timeZone, days: days?.split(',').map((day) => day.trim()) }),
    minArticles: toNumber(min),
    maxArticles: toNumber(max),
  });

const toNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function listNewsletters(context: CliContext): Command {
  const command = newCommand('list', 'list newsletters');
  command.action(async () =>
    withRooms(context, async ({ rooms }) => {
      const all = await rooms.newsletters.all();
      const rows = all.map(({ slug, name, schedule, mode, id }) => [
        slug,
        name,
        `${schedule.time} ${schedule.timeZone}`,
        mode,
        id,
      ]);
      print(context, command, { lines: table([['slug', 'name', 'schedule', 'mode', 'id'], ...rows]), json: all });
    }),
  );
  return command;
}
