import { closeSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { DeliveryResult } from '../delivery/delivery-store.js';
import { claimKey, type SendJournal } from '../delivery/send-journal.js';
import { begunLine, journalFile, resultLine } from './journal-lines.js';

/** Bytes after which the lines still needed are copied to a new file, should the journal never be empty by then. */
const LONG = 4 * 2 ** 20;

/**
 * Opens the journal of a session. It is not fsynced: the page cache outlives a killed process, and after a power cut the
 * boot id differs and the journal's silence proves nothing.
 */
export function openSendJournal({
  folder,
  session,
  long = LONG,
}: {
  folder: string;
  session: string;
  long?: number;
}): SendJournal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = journalFile(folder, session);
  let journal = openLines(file);
  /** The lines of claims the ledger has no result of yet. */
  const needed = new Map<string, string>();
  let discarded = false;

  const shorten = () => {
    const shorter = openLines(`${file}.new`);
    try {
      shorter.empty();
      shorter.append([...needed.values()].join(''));
      renameSync(`${file}.new`, file);
    } catch (error) {
      shorter.close();
      rmSync(`${file}.new`, { force: true });
      throw error;
    }
    journal.close();
    journal = shorter;
  };

  return {
    begun: (claim) => {
      const line = begunLine(claim);
      journal.append(line);
      needed.set(claimKey(claim), line);
    },
    answered: (result) => {
      const line = resultLine(result);
      needed.set(claimKey(result), (needed.get(claimKey(result)) ?? '') + line);
      journal.append(line);
    },
    settled: (results: readonly DeliveryResult[]) => {
      if (discarded) return;
      for (const result of results) needed.delete(claimKey(result));
      if (needed.size === 0) journal.empty();
      else if (journal.size() > long) shorten();
    },
    discard: () => {
      if (discarded) return;
      discarded = true;
      journal.close();
      rmSync(file, { force: true });
    },
  };
}

function openLines(file: string) {
  const descriptor = openSync(file, 'a', 0o600);
  let size = 0;
  return {
    size: () => size,
    append: (lines: string) => {
      const bytes = Buffer.from(lines);
      const written = writeSync(descriptor, bytes);
      size += written;
      // A disk that runs full takes a part and reports no error (write(2)).
      if (written !== bytes.length) throw new Error(`The journal took ${written} of ${bytes.length} bytes: disk full?`);
    },
    empty: () => {
      ftruncateSync(descriptor);
      size = 0;
    },
    close: () => closeSync(descriptor),
  };
}
