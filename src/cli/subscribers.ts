import type { Command } from 'commander';
import { DateTime } from 'luxon';
import type { CliContext } from './cli-context.js';
import { csvLine } from './csv.js';
import { isJson, newCommand, newGroup, print, withRooms } from './command.js';
import { EXIT } from './exit.js';
import { namedNewsletter } from './named-newsletter.js';
import { importSubscribers, type ImportReport } from './import-subscribers.js';

/** `subscribers import`, `subscribers export`. */
export function addSubscriberCommands(program: Command, context: CliContext): void {
  const group = newGroup('subscribers', 'readers and their subscriptions');
  group.addCommand(importCommand(context)).addCommand(exportCommand(context));
  program.addCommand(group);
}

interface ImportOptions {
  newsletter: string;
  confirmed?: boolean;
  consent?: string;
}

function importCommand(context: CliContext): Command {
  const command = newCommand(
    'import',
    'add readers from a CSV file with the column email (and name, language, consent_at, ip, consent, state)',
  )
    .argument('<file.csv>', '- reads standard input')
    .requiredOption('--newsletter <slug>')
    .option('--confirmed', 'they agreed elsewhere and can be mailed at once; needs --consent')
    .option('--consent <text>', 'the words they agreed to; kept as proof');
  command.action(async (file: string, { newsletter, confirmed, consent }: ImportOptions) => {
    if (confirmed === true && consent === undefined)
      command.error('error: --confirmed needs --consent with the words the readers agreed to');
    return withRooms(context, async (deps) => {
      const named = await namedNewsletter(deps, newsletter);
      const mode = confirmed === true && consent !== undefined ? { consent } : {};
      const report = await importSubscribers(deps, { file, newsletter: named, ...mode, output: context.output });
      await deps.rooms.accounts.audit({
        actor: context.actor,
        action: 'subscribers.imported',
        detail: { newsletter: named.slug, ...counts(report) },
      });
      if (report.refused > 0) context.exitWith(EXIT.refused);
      print(context, command, { lines: wordsOf(report, confirmed === true), json: report });
    });
  });
  return command;
}

const counts = ({ refusals: _details, ...numbers }: ImportReport) => numbers;

function wordsOf(report: ImportReport, confirmed: boolean): readonly string[] {
  const { read, added, known, keptOut, skipped, refused, refusals } = report;
  const numbers = [
    confirmed ? `${added} added, ${known} known before` : `${added} asked to confirm by mail`,
    ...(keptOut > 0 ? [`${keptOut} kept out (unsubscribed)`] : []),
    ...(skipped > 0 ? [`${skipped} skipped (their state is not active)`] : []),
    `${refused} refused`,
  ];
  return [
    ...refusals.map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(refused > refusals.length ? [`... and ${refused - refusals.length} more`] : []),
    `${read} read: ${numbers.join(', ')}.`,
  ];
}

/** Headings and their fields; the last three headings are those `import` reads. */
const COLUMNS = [
  ['email', 'email'],
  ['name', 'name'],
  ['language', 'language'],
  ['newsletter', 'newsletter'],
  ['state', 'state'],
  ['activatedAt', 'activatedAt'],
  ['changedAt', 'changedAt'],
  ['consent_at', 'consentAt'],
  ['ip', 'ip'],
  ['consent', 'consent'],
] as const;

function exportCommand(context: CliContext): Command {
  const command = newCommand('export', 'print all subscriptions as CSV (or JSON, one a line)').option(
    '--newsletter <slug>',
  );
  command.action(async ({ newsletter }: { newsletter?: string }) =>
    withRooms(context, async (deps) => {
      const id = newsletter === undefined ? undefined : (await namedNewsletter(deps, newsletter)).id;
      const asJson = isJson(command);
      if (!asJson) context.output.line(csvLine(COLUMNS.map(([heading]) => heading)));
      for (const row of deps.exportSubscribers(id)) {
        const cells = COLUMNS.map(([, field]) => readable(field, row[field]));
        const record = Object.fromEntries(COLUMNS.map(([heading], index) => [heading, cells[index]]));
        context.output.line(asJson ? JSON.stringify(record) : csvLine(cells));
      }
    }),
  );
  return command;
}

const readable = (field: string, cell: string | number | null): string | number | null =>
  field.endsWith('At') && typeof cell === 'number' ? DateTime.fromMillis(cell, { zone: 'utc' }).toISO() : cell;
