import { statSync } from 'node:fs';
import { DAY, type Clock } from '../src/kernel/clock.js';
import type { EditorNotices } from '../src/kernel/editor-notices.js';
import type { Logger } from '../src/kernel/logger.js';

export interface LogAlarmDeps {
  readonly databaseFile: string;
  readonly notices: EditorNotices;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes; lowered by tests. */
  readonly most?: number;
}

/**
 * SQLite writes a megabyte for each thousand readers or so and takes the log over into the database all the time. It grows
 * only while somebody reads the same snapshot for long: a forgotten shell, a backup that hangs.
 */
const MOST = 512 * 2 ** 20;

/** Looks at the write-ahead log: a large one slows every read and ends in a full disk. Tells the editors once a day. */
export function createLogAlarm({
  databaseFile,
  notices,
  clock,
  logger,
  most = MOST,
}: LogAlarmDeps): () => Promise<void> {
  return async () => {
    const bytes = statSync(`${databaseFile}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= most) return;
    const megabytes = Math.round(bytes / 2 ** 20);
    logger.warn('database.log-grows', { megabytes });
    await notices.tell({
      key: `log-grows:${Math.floor(clock.now() / DAY)}`,
      heading: `The database's log has grown to ${megabytes} MB`,
      paragraphs: [
        'Some program has been reading the database for a long time and keeps SQLite from clearing it: a forgotten shell, or a ' +
          `backup that hangs. Find it with "fuser ${databaseFile}" and end it. Nothing is lost meanwhile, but the disk fills.`,
      ],
    });
  };
}
