import type { Command } from 'commander';
import type { IngestCounts } from '../articles/article-store.js';
import type { Source } from '../articles/source.js';
import { redactKeys } from '../articles/redact-keys.js';
import { orThrow, RefusedError } from '../kernel/refusal.js';
import type { CliContext, CliDeps } from './cli-context.js';
import { given, newCommand, newGroup, print, table, withRooms } from './command.js';
import { namedNewsletter } from './named-newsletter.js';
import { EXIT } from './exit.js';

/** `source add`, `source list`, `source fetch`. */
export function addSourceCommands(program: Command, context: CliContext): void {
  const group = newGroup('source', 'feeds, sites and pages that articles come from');
  group.addCommand(addSource(context)).addCommand(listSources(context)).addCommand(fetchSources(context));
  program.addCommand(group);
}

function addSource(context: CliContext): Command {
  const command = newCommand('add', 'add a site, a feed or the link of a story to a newsletter')
    .argument('<url>', 'for Ghost with ?key=CONTENT_API_KEY')
    .requiredOption('--newsletter <slug>')
    .option('--kind <kind>', 'feed, wordpress, ghost or page; found out without it')
    .option('--section <name>', 'for stories that name none');
  command.action(async (url: string, { newsletter, kind, section }: AddOptions) =>
    withRooms(context, async ({ rooms }) => {
      const source = orThrow(await rooms.articles.addSource(given({ url, newsletter, kind, section })));
      await rooms.accounts.audit({ actor: context.actor, action: 'source.added', subject: source.id });
      print(context, command, { lines: addedLines(source), json: source });
    }),
  );
  return command;
}

interface AddOptions {
  readonly newsletter: string;
  readonly kind?: string;
  readonly section?: string;
}

const addedLines = ({ url, kind, id, chosenBecause }: Source): readonly string[] => [
  `Added ${url} as ${kind} (${id}).`,
  ...(chosenBecause === null ? [] : [chosenBecause]),
];

function listSources(context: CliContext): Command {
  const command = newCommand('list', 'list sources and how their last fetch went').option('--newsletter <slug>');
  command.action(async ({ newsletter }: { newsletter?: string }) =>
    withRooms(context, async (deps) => {
      const sources = await sourcesOf(deps, newsletter);
      const rows = sources.map(({ id, kind, url, lastError, lastFetchAt }) => [
        id,
        kind,
        url,
        healthOf(lastError, lastFetchAt),
      ]);
      print(context, command, { lines: table([['id', 'kind', 'url', 'last fetch'], ...rows]), json: sources });
    }),
  );
  return command;
}

const healthOf = (lastError: string | null, lastFetchAt: number | null): string =>
  lastError ?? (lastFetchAt === null ? 'not yet' : 'good');

function fetchSources(context: CliContext): Command {
  const command = newCommand('fetch', 'fetch sources now')
    .argument('[id-or-url]', 'all of them without it')
    .option('--newsletter <slug>');
  command.action(async (wanted: string | undefined, { newsletter }: { newsletter?: string }) =>
    withRooms(context, async (deps) => {
      const sources = (await sourcesOf(deps, newsletter)).filter(
        ({ id, url }) => wanted === undefined || id === wanted || url === redactKeys(wanted),
      );
      if (sources.length === 0) throw noSource(wanted);
      const fetched = [];
      for (const source of sources) fetched.push(await fetchOne(deps, source));
      if (fetched.some(({ error }) => error !== undefined)) context.exitWith(EXIT.refused);
      print(context, command, { lines: fetched.map(lineOf), json: fetched });
    }),
  );
  return command;
}

interface Fetched {
  readonly url: string;
  readonly counts?: IngestCounts;
  readonly error?: string;
}

async function fetchOne({ rooms }: CliDeps, { id, url }: Source): Promise<Fetched> {
  const outcome = await rooms.articles.fetchSource(id);
  return outcome.ok ? { url, counts: outcome.value } : { url, error: outcome.refusal.detail };
}

const lineOf = ({ url, counts, error }: Fetched): string =>
  counts === undefined
    ? `${url}: ${error ?? ''}`
    : `${url}: ${counts.new} new, ${counts.updated} updated, ${counts.unchanged} unchanged`;

async function sourcesOf(deps: CliDeps, newsletter: string | undefined): Promise<readonly Source[]> {
  if (newsletter === undefined) return deps.rooms.articles.sources();
  return deps.rooms.articles.sources((await namedNewsletter(deps, newsletter)).id);
}

const noSource = (wanted: string | undefined) =>
  new RefusedError({
    code: 'source.unknown',
    kind: 'unknown',
    detail:
      wanted === undefined
        ? 'There is no source yet. Add one: pressrun source add URL --newsletter SLUG'
        : `No source is called ${wanted}. See: pressrun source list`,
  });
