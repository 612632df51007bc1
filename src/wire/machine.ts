import { join } from 'node:path';
import { openSessionLocks } from '../../db/session-lock.js';
import { openJournalArchive } from '../adapters/journal-archive.js';
import { thisBoot } from '../adapters/sender-process.js';
import type { Config } from '../config.js';

/** How dead sender sessions are recognised and cleared up after. */
export const machineOf = ({ config }: { config: Config }) => ({
  bootId: thisBoot(),
  archive: openJournalArchive({ folder: journalFolder(config) }),
  locks: openSessionLocks({ folder: journalFolder(config) }),
});

export const journalFolder = (config: Config): string => join(config.dataDir, 'journal');
