import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { BegunClaims, DeliveryResult } from '../delivery/delivery-store.js';
import { claimKey, type JournalArchive } from '../delivery/send-journal.js';
import { journalFile, readLine, type JournalLine } from './journal-lines.js';

/** Results per transaction: some milliseconds each, so that other writers get their turn. */
const CHUNK = 1_000;
const READ_BYTES = 64 * 2 ** 10;

/** Reads journals of dead sessions in the folder. */
export function openJournalArchive({ folder }: { folder: string }): JournalArchive {
  return {
    begun: (session) => {
      const file = journalFile(folder, session);
      return existsSync(file) ? begunIn(file) : undefined;
    },
    results: (session) => {
      const file = journalFile(folder, session);
      return existsSync(file) ? resultsIn(file) : [];
    },
    remove: (session) => {
      const file = journalFile(folder, session);
      rmSync(file, { force: true });
      rmSync(`${file}.new`, { force: true });
    },
  };
}

/** A torn line may belong to any claim that begins like it: all of them are doubts. */
function begunIn(file: string): BegunClaims {
  const begun = new Set<string>();
  const torn: string[] = [];
  for (const line of linesOf(file)) {
    if (line.kind === 'begun') begun.add(line.claim);
    else if (line.kind === 'torn') torn.push(line.claim);
    else begun.delete(claimKey(line.result));
  }
  return { has: (claim) => begun.has(claim) || torn.some((part) => claim.startsWith(part)) };
}

function* resultsIn(file: string): Generator<readonly DeliveryResult[]> {
  let chunk: DeliveryResult[] = [];
  for (const line of linesOf(file)) {
    if (line.kind !== 'result') continue;
    chunk.push(line.result);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function* linesOf(file: string): Generator<JournalLine> {
  for (const text of textLinesOf(file)) {
    const line = readLine(text);
    if (line !== undefined) yield line;
  }
}

/** In parts: a string cannot hold more than 512 MB. Not by node:readline, which also splits at U+2028 inside of JSON. */
function* textLinesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  const bytes = Buffer.allocUnsafe(READ_BYTES);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for (;;) {
      const count = readSync(descriptor, bytes);
      if (count === 0) break;
      const lines = (rest + decoder.write(bytes.subarray(0, count))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    yield rest + decoder.end();
  } finally {
    closeSync(descriptor);
  }
}
