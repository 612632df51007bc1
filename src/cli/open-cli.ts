import { backUp } from '../../db/backup.js';
import { exportSubscribers } from '../../db/export-subscribers.js';
import type { Config } from '../config.js';
import { wireCli } from '../wire/cli.js';
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
    backUp: (file) => backUp(db, file),
  };
}
