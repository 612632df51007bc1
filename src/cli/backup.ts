import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PackedPictures } from '../../db/backup-pictures.js';
import { backupFault, restoreBackup, type RestoreReport } from '../../db/backup.js';
import { systemClock } from '../adapters/system-clock.js';
import { lockFolder } from '../adapters/system-lock.js';
import { RefusedError } from '../kernel/refusal.js';
import { openPictureFiles } from '../wire/picture-files.js';
import type { CliContext } from './cli-context.js';
import { newCommand, print, withRooms } from './command.js';

/** `backup FILE` and `restore FILE`. */
export function addBackupCommands(program: Command, context: CliContext): void {
  program.addCommand(backup(context)).addCommand(restore(context));
}

function backup(context: CliContext): Command {
  const command = newCommand(
    'backup',
    'copy the database and the pictures to a new file while everything runs',
  ).argument('<file>');
  command.action(async (name: string) =>
    withRooms(context, async (deps) => {
      const file = resolve(name);
      if (existsSync(file)) throw refused('backup.exists', `${file} exists already. Name a new file.`);
      const saved = await deps.backUp(file).catch(refuseAs('backup.failed', `${file} cannot be written`));
      print(context, command, { lines: savedWords(file, saved), json: { file, ...saved } });
    }),
  );
  return command;
}

function restore(context: CliContext): Command {
  const command = newCommand('restore', 'put a backup in the place of the database; Pressrun must be stopped').argument(
    '<file>',
  );
  command.action(async (name: string) => {
    const { dataDir, databaseFile } = context.config();
    const from = resolve(name);
    const fault = backupFault(from);
    if (fault !== undefined) throw refused('restore.unusable', `${from} ${fault}.`);
    const lock = lockFolder(dataDir);
    if ('takenBy' in lock) throw refused('restore.running', `Pressrun runs (process ${lock.takenBy}). Stop it first.`);
    try {
      const place = { from, to: databaseFile, at: systemClock.now() };
      const report = await restoreBackup(place, openPictureFiles({ dataDir })).catch(
        refuseAs('restore.failed', `${from} cannot be restored`),
      );
      print(context, command, { lines: wordsOf(report, databaseFile), json: { database: databaseFile, ...report } });
    } finally {
      lock.release();
    }
  });
  return command;
}

const savedWords = (file: string, { pictures, missing }: PackedPictures): readonly string[] => [
  `Saved ${file}: the database and ${pictures} pictures.`,
  ...(missing === 0 ? [] : [`${missing} pictures are missing: their files are gone from the data folder.`]),
  'Keep secret.key (or SECRET_KEY) with it: without the key, links in mails that were sent do not work.',
];

const wordsOf = (
  { paused, unapproved, pictures, replaced }: RestoreReport,
  databaseFile: string,
): readonly string[] => [
  `Restored ${databaseFile}, and ${pictures} pictures beside those that were there.`,
  ...(replaced === undefined ? [] : [`The database before is kept as ${replaced}.`]),
  `Nothing goes out by itself now: ${paused} issues paused, ${unapproved} approvals void, all newsletters in review mode.`,
  'Look at each at the desk: mails sent after the backup was made are not known here.',
];

const refused = (code: string, detail: string) => new RefusedError({ code, kind: 'conflict', detail });

const refuseAs = (code: string, what: string) => (error: unknown) => {
  throw refused(code, `${what}: ${error instanceof Error ? error.message : String(error)}`);
};
