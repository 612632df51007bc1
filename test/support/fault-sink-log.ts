import { closeSync, fsync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** One final dot the sink has seen. `replied` is what it was about to answer: null when it cut or stalled instead. */
export interface SinkEntry {
  readonly messageId: string;
  readonly deliveryHeader: string;
  readonly rcpt: string;
  readonly from: string;
  /** Which session, from 1. */
  readonly session: number;
  readonly dotAt: number;
  readonly replied: string | null;
  readonly bytes: number;
  /** SHA-256 of the message as received, dot-stuffing removed. */
  readonly hash: string;
}

/** The end of a session: `lost` when the client went away without QUIT. */
export interface SinkEnd {
  readonly session: number;
  readonly end: 'quit' | 'cut' | 'stalled' | 'lost';
  /** Recipients of messages whose body was asked for and whose answer the client may not have read. */
  readonly unsettled: readonly string[];
}

export interface SinkLog {
  /** On the disk when it resolves. */
  append(entry: SinkEntry): Promise<void>;
  ended(end: SinkEnd): void;
  entries(): readonly SinkEntry[];
  ends(): readonly SinkEnd[];
  close(): void;
}

/**
 * A log that is on the disk before the sink answers; without a file it is kept in memory only. What comes while the disk
 * works shares the next fsync: one for each message held 20 connections at 520 messages a second.
 */
export function openSinkLog(file: string | undefined): SinkLog {
  const entries: SinkEntry[] = [];
  const ends: SinkEnd[] = [];
  let descriptor = file === undefined ? undefined : openSync(file, 'a');
  const synced = createSharedSync(() => descriptor);
  const write = (line: SinkEntry | SinkEnd) => {
    if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };
  return {
    append: async (entry) => {
      entries.push(entry);
      write(entry);
      if (descriptor !== undefined) await synced();
    },
    ended: (end) => {
      ends.push(end);
      write(end);
    },
    entries: () => entries,
    ends: () => ends,
    close: () => {
      if (descriptor === undefined) return;
      fsyncSync(descriptor);
      closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

const sync = promisify(fsync);

/** Each caller's writes are on the disk when its promise resolves; those who wait share an fsync that began after them. */
function createSharedSync(descriptor: () => number | undefined): () => Promise<void> {
  let waiting: (() => void)[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    while (waiting.length > 0) {
      const served = waiting;
      waiting = [];
      const open = descriptor();
      // Closed meanwhile: then all of it was synced.
      if (open !== undefined) await sync(open).catch(() => {});
      for (const resolve of served) resolve();
    }
    busy = false;
  };
  return async () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (!busy) void work();
    });
}

export type SinkRecord = Pick<SinkLog, 'entries' | 'ends'>;

/** Follows a log that another process writes: each call reads what is new. */
export function followSinkLog(file: string): SinkRecord {
  const entries: SinkEntry[] = [];
  const ends: SinkEnd[] = [];
  let offset = 0;
  let torn = '';
  const readNew = () => {
    const bytes = readFrom(file, offset);
    offset += bytes.length;
    const lines = (torn + bytes.toString('utf8')).split('\n');
    torn = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as SinkEntry | SinkEnd;
      if ('end' in line) ends.push(line);
      else entries.push(line);
    }
  };
  return {
    entries: () => {
      readNew();
      return entries;
    },
    ends: () => {
      readNew();
      return ends;
    },
  };
}

const PART = 2 ** 20;

function readFrom(file: string, offset: number): Buffer {
  const descriptor = openSync(file, 'r');
  const parts: Buffer[] = [];
  try {
    for (let at = offset; ;) {
      const part = Buffer.allocUnsafe(PART);
      const count = readSync(descriptor, part, 0, PART, at);
      if (count === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

export const readSinkLog = (file: string): readonly SinkEntry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SinkEntry | SinkEnd)
    .filter((line): line is SinkEntry => !('end' in line));
