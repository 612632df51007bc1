import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

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
  /** On the disk when it returns. */
  append(entry: SinkEntry): void;
  ended(end: SinkEnd): void;
  entries(): readonly SinkEntry[];
  ends(): readonly SinkEnd[];
  close(): void;
}

/** A log that is on the disk before the sink answers; without a file it is kept in memory only. */
export function openSinkLog(file: string | undefined): SinkLog {
  const entries: SinkEntry[] = [];
  const ends: SinkEnd[] = [];
  let descriptor = file === undefined ? undefined : openSync(file, 'a');
  const write = (line: SinkEntry | SinkEnd) => {
    if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };
  return {
    append: (entry) => {
      entries.push(entry);
      write(entry);
      if (descriptor !== undefined) fsyncSync(descriptor);
    },
    ended: (end) => {
      ends.push(end);
      write(end);
    },
    entries: () => entries,
    ends: () => ends,
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
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
