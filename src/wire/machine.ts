import { join } from 'node:path';
import { openJournalArchive } from '../adapters/send-journal.js';
import { createIsAlive, thisMachine } from '../adapters/sender-process.js';
import type { Config } from '../config.js';
import type { Foundation } from './foundation.js';

/** How sender sessions of this machine are recognised, checked and cleared up after. */
export const machineOf = ({ config, clock }: Pick<Foundation, 'config' | 'clock'>) => ({
  machine: thisMachine(),
  archive: openJournalArchive({ folder: journalFolder(config) }),
  isAlive: createIsAlive({ clock }),
});

export const journalFolder = (config: Config): string => join(config.dataDir, 'journal');
