import { accessSync, constants, createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RefusedError } from '../kernel/refusal.js';

/** A file that can be read more than once. */
export interface CsvFile {
  /** Its text from the beginning, without a byte order mark; throws RefusedError when it is not UTF-8. */
  text(): AsyncIterable<string>;
  /** Removes what was kept for reading again. */
  close(): void;
}

/** @param name path, or `-` for standard input, which is kept in a private temporary file: it cannot be read twice */
export async function openCsvFile(name: string): Promise<CsvFile> {
  try {
    if (name !== '-' && statSync(name).isFile()) {
      accessSync(name, constants.R_OK);
      return { text: () => decode(name, name), close: () => {} };
    }
    const folder = mkdtempSync(join(tmpdir(), 'pressrun-import-'));
    const close = () => rmSync(folder, { recursive: true, force: true });
    const kept = join(folder, 'readers.csv');
    try {
      await pipeline(name === '-' ? process.stdin : createReadStream(name), createWriteStream(kept, { mode: 0o600 }));
    } catch (error) {
      close();
      throw error;
    }
    return { text: () => decode(kept, name), close };
  } catch (error) {
    throw unusable(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function* decode(file: string, name: string): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const read = (bytes?: Buffer): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw unusable(
        `${name} is not UTF-8 text, so letters like ä would be stored wrong. Save it as "CSV UTF-8" and import it again.`,
      );
    }
  };
  for await (const bytes of createReadStream(file)) yield read(bytes as Buffer);
  yield read();
}

/** The whole file is refused. */
export const unusable = (detail: string) => new RefusedError({ code: 'import.unusable', kind: 'invalid', detail });
