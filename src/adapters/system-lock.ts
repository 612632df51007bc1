import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './system-error.js';

/** The data folder is ours until `release`. */
export interface FolderLock {
  /** Its last owner was killed: processes of its may still be ending. */
  readonly leftBehind: boolean;
  release(): void;
}

/** Another Pressrun works on the folder. */
export interface FolderTaken {
  readonly takenBy: number;
}

/**
 * Lets one supervisor (or restore) at a time work on a data folder. A file left behind by a killed process does not count:
 * its process is gone, or its number was given to a process that started later.
 */
export function lockFolder(folder: string): FolderLock | FolderTaken {
  const file = join(folder, 'pressrun.lock');
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`;
  for (let leftBehind = false; ; leftBehind = true) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return { leftBehind, release: () => releaseLock(file, mine) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    if (owner !== undefined) return { takenBy: owner };
    rmSync(file, { force: true });
  }
}

function releaseLock(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

/** The process that holds the lock, if it still runs. */
function readOwner(file: string): number | undefined {
  const [pid = '', start = ''] = (readText(file) ?? '').split(' ');
  const owner = Number(pid);
  if (!Number.isInteger(owner) || owner <= 0 || !isAlive(owner)) return undefined;
  return startOf(owner) === (start === '' ? undefined : start) ? owner : undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** True while a process of that number runs, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Start time in clock ticks since boot (Linux, proc(5) field 22), because process numbers are used again. */
function startOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
