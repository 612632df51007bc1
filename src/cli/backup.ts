import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { backupFault, restoreBackup } from '../../db/backup.js';
import { systemClock } from '../adapters/system-clock.js';
import { lockFolder } from '../adapters/system-lock.js';
import { RefusedError } from '../kernel/refusal.js';
import type { CliContext } from './cli-context.js';
import { newCommand, print, withRooms } from './command.js';

/** `backup FILE` and `restore FILE`. */
export function addBackupCommands(program: Command, context: CliContext): void {
  program.addCommand(backup(context)).addCommand(restore(context));
}

function backup(context: CliContext): Command {
  const command = newCommand('backup', 'copy the database to a new file while everything runs').argument('<file>');
  command.action(async (name: string) =>
    withRooms(context, async (deps) => {
      const file = resolve(name);
      if (existsSync(file)) throw refused('backup.exists', `${file} exists already. Name a new file.`);
      try {
        deps.backUp(file);
      } catch (error) {
        throw refused(
          'backup.failed',
          `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      const key =
        'Keep secret.key (or SECRET_KEY) with it: without the key, links in mails that were sent do not work.';
      print(context, command, { lines: [`Saved ${file}.`, key], json: { file } });
    }),
  );
  return command;
}

function restore(context: CliContext): Command {
  const command = newCommand('restore', 'put a backup in the place of the database; Pressrun must be stopped').argument(
    '<file>',
  );
  command.action((name: string) => {
    const { dataDir, databaseFile } = context.config();
    const from = resolve(name);
    const fault = backupFault(from);
    if (fault !== undefined) throw refused('restore.unusable', `${from} ${fault}.`);
    const lock = lockFolder(dataDir);
    if ('takenBy' in lock) throw refused('restore.running', `Pressrun runs (process ${lock.takenBy}). Stop it first.`);
    try {
      const report = restoreBackup({ from, to: databaseFile, at: systemClock.now() });
      print(context, command, { lines: wordsOf(report, databaseFile), json: { database: databaseFile, ...report } });
    } finally {
      lock.release();
    }
  });
  return command;
}

const wordsOf = (
  { paused, unapproved, replaced }: ReturnType<typeof restoreBackup>,
  databaseFile: string,
): readonly string[] => [
  `Restored ${databaseFile}.`,
  ...(replaced === undefined ? [] : [`The database before is kept as ${replaced}.`]),
  `Nothing goes out by itself now: ${paused} issues paused, ${unapproved} approvals void, all newsletters in review mode.`,
  'Look at each at the desk: mails sent after the backup was made are not known here.',
];

const refused = (code: string, detail: string) => new RefusedError({ code, kind: 'conflict', detail });
