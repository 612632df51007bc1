import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, lockFolder } from '../../src/adapters/system-lock.js';
import { waitFor } from '../support/wait-for.js';

let folder: string;
let file: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-lock-'));
  file = join(folder, 'pressrun.lock');
});

afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(folder, { recursive: true, force: true });
});

test('one at a time', () => {
  const first = lockFolder(folder);
  expect(lockFolder(folder)).toEqual({ takenBy: process.pid });
  if ('release' in first) first.release();
  expect(existsSync(file)).toBe(false);
  expect(lockFolder(folder)).toHaveProperty('leftBehind', false);
});

test('the lock of a process that is gone does not count', async () => {
  child = spawn(process.execPath, ['-e', '']);
  const { pid = 0 } = child;
  await waitFor('the process to end', () => !isAlive(pid));
  writeFileSync(file, `${pid} 12345`);
  expect(lockFolder(folder)).toHaveProperty('leftBehind', true);
});

test('a process number that was given to another program does not count', () => {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  writeFileSync(file, `${child.pid} 1`);
  expect(lockFolder(folder)).toHaveProperty('release');
});

test('a cut file does not count', () => {
  writeFileSync(file, '');
  expect(lockFolder(folder)).toHaveProperty('release');
});
