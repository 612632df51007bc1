import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryResult } from '../delivery/delivery-store.js';
import { claimKey, type JournalArchive, type JournalRecord, type SendJournal } from '../delivery/send-journal.js';

const fileOf = (folder: string, session: string) => join(folder, `${session}.journal`);

/**
 * Opens the journal of a session. It is not fsynced: the page cache outlives a killed process, and after a power cut the
 * boot id differs and the journal's silence proves nothing.
 */
export function openSendJournal({ folder, session }: { folder: string; session: string }): SendJournal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = fileOf(folder, session);
  const descriptor = openSync(file, 'a', 0o600);
  let open = true;
  return {
    begun: (claim) => {
      writeSync(descriptor, `D ${claimKey(claim)}\n`);
    },
    answered: (result) => {
      writeSync(descriptor, `R ${JSON.stringify(result)}\n`);
    },
    discard: () => {
      if (!open) return;
      open = false;
      closeSync(descriptor);
      rmSync(file, { force: true });
    },
  };
}

/** Reads journals of dead sessions in the folder. */
export function openJournalArchive({ folder }: { folder: string }): JournalArchive {
  return {
    read: (session) => {
      const file = fileOf(folder, session);
      return existsSync(file) ? parseJournal(readFileSync(file, 'utf8')) : undefined;
    },
    remove: (session) => rmSync(fileOf(folder, session), { force: true }),
  };
}

/** The last line may be torn: a torn D is still a D, because the write came before the first byte. */
function parseJournal(text: string): JournalRecord {
  const begun = new Set<string>();
  const results: DeliveryResult[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('D ')) begun.add(line.slice(2));
    if (line.startsWith('R ')) {
      const result = parseResult(line.slice(2));
      if (result !== undefined) results.push(result);
    }
  }
  return { begun, results };
}

function parseResult(json: string): DeliveryResult | undefined {
  try {
    return JSON.parse(json) as DeliveryResult;
  } catch {
    return undefined;
  }
}
