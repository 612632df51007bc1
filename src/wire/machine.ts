import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openJournalArchive } from '../adapters/send-journal.js';
import { isAlive } from '../adapters/system-lock.js';
import type { Config } from '../config.js';
import type { SenderSession } from '../delivery/delivery-store.js';

/** How sender sessions of this machine are recognised and checked. */
export const machineOf = (config: Config) => ({
  /** The boot id changes with every start of the machine: after a power cut a journal may lack its end. */
  machine: { host: hostname(), bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() },
  archive: openJournalArchive({ folder: journalFolder(config) }),
  isAlive: ({ pid }: SenderSession): boolean => isAlive(pid),
});

export const journalFolder = (config: Config): string => join(config.dataDir, 'journal');
