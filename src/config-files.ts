import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKeyRing, rotateKeys, type KeyRing } from './kernel/key-ring.js';
import type { FieldError } from './kernel/refusal.js';
import { EXAMPLES, type VariableName } from './config-environment.js';

/** A value that came from a file, or what is wrong with the variable that names it. */
export type FileValue<T> = { readonly value: T } | { readonly fault: FieldError };

/** Makes the data folder, for this user only: it holds addresses and keys. */
export function makeDataFolder(folder: string): FileValue<string> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { value: folder };
  } catch (error) {
    return { fault: fault('DATA_DIR', `${folder} cannot be made (${reason(error)})`) };
  }
}

/** The key that signs links: made once, kept in the data folder, because links in old mails must keep working. */
export function keepSecretKey(folder: string): FileValue<KeyRing> {
  const file = secretFile(folder);
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isCode(error, 'EEXIST'))
      return {
        fault: fault('SECRET_KEY', `cannot be kept in ${file} (${reason(error)}); set it, or make DATA_DIR writable`),
      };
  }
  return readSecret(file);
}

/**
 * Puts a new key in front of the kept ones; with `revoke` links signed by these stop working. The file is replaced as a
 * whole, so that a crash leaves the old keys or the new ones.
 */
export function rotateSecretKey(folder: string, { revoke }: { revoke: boolean }): void {
  const file = secretFile(folder);
  const keys = rotateKeys(readFileSync(file, 'utf8'), randomBytes(32).toString('hex'), { revoke });
  writeFileSync(`${file}.new`, `${keys}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const secretFile = (folder: string) => join(folder, 'secret.key');

function readSecret(file: string): FileValue<KeyRing> {
  try {
    const keys = parseKeyRing(readFileSync(file, 'utf8'));
    if (keys !== undefined) return { value: keys };
    return {
      fault: fault('SECRET_KEY', `in ${file} is shorter than 32 characters; restore the file from your backup`),
    };
  } catch (error) {
    return { fault: fault('SECRET_KEY', `cannot be read from ${file} (${reason(error)})`) };
  }
}

/** Ports the built-in mailbox got at the first start, so that every process and command finds them. */
export interface LocalPorts {
  readonly mailbox: number;
  readonly inbound: number;
}

const portsFile = (folder: string) => join(folder, 'ports.json');

/** The ports of the last start; undefined before the first. */
export function readLocalPorts(folder: string): LocalPorts | undefined {
  try {
    const found = JSON.parse(readFileSync(portsFile(folder), 'utf8')) as Partial<LocalPorts>;
    const { mailbox, inbound } = found;
    return Number.isInteger(mailbox) && Number.isInteger(inbound) ? (found as LocalPorts) : undefined;
  } catch {
    return undefined;
  }
}

export function keepLocalPorts(folder: string, ports: LocalPorts): void {
  writeFileSync(portsFile(folder), `${JSON.stringify(ports)}\n`);
}

export const fault = (field: VariableName, text: string): FieldError => ({
  field,
  fault: text,
  example: EXAMPLES[field],
});

const isCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Node's own words without the path, which the sentence has already. */
export const reason = (error: unknown) =>
  String(error)
    .replace(/^Error: (E[A-Z]+: )?/, '')
    .replace(/, \w+ '.*$/, '');
