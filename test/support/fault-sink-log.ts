import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One final dot the sink has seen. `replied` is what it was about to answer: null when it cut or stalled instead. */
export interface SinkEntry {
  readonly messageId: string;
  readonly deliveryHeader: string;
  readonly rcpt: string;
  readonly from: string;
  readonly dotAt: number;
  readonly replied: string | null;
  readonly bytes: number;
  /** SHA-256 of the message as received, dot-stuffing removed. */
  readonly hash: string;
}

export interface SinkLog {
  append(entry: SinkEntry): void;
  entries(): readonly SinkEntry[];
  close(): void;
}

/** A log that is on the disk before the sink answers; without a file it is kept in memory only. */
export function openSinkLog(file: string | undefined): SinkLog {
  const kept: SinkEntry[] = [];
  const descriptor = file === undefined ? undefined : openSync(file, 'a');
  return {
    append: (entry) => {
      kept.push(entry);
      if (descriptor === undefined) return;
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      fsyncSync(descriptor);
    },
    entries: () => kept,
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

export const readSinkLog = (file: string): readonly SinkEntry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SinkEntry);
