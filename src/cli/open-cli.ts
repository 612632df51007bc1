import { backUp } from '../../db/backup.js';
import { exportSubscribers } from '../../db/export-subscribers.js';
import type { Config } from '../config.js';
import { wireCli } from '../wire/cli.js';
import { openPictureFiles } from '../wire/picture-files.js';
import type { CliDeps } from './cli-context.js';

/** Database and rooms for one command. */
export function openCli(config: Config): CliDeps {
  const { rooms, mailer, clock, db, close } = wireCli(config);
  return {
    rooms,
    mailer,
    clock,
    close,
    exportSubscribers: (newsletterId) => exportSubscribers(db, newsletterId),
    backUp: async (file) => backUp(db, file, openPictureFiles(config)),
  };
}
