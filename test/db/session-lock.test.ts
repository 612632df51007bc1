import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockSession, openSessionLocks } from '../../db/session-lock.js';
import { ROOT, typescriptChild } from '../support/typescript-child.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-locks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lifeOf = (session: string) => openSessionLocks({ folder }).lifeOf(session);

test('a process holds the lock of its session until it is killed', async () => {
  const child = typescriptChild(
    `import { lockSession } from 'file://${ROOT}db/session-lock.ts';
     lockSession({ folder: ${JSON.stringify(folder)}, session: 's' });
     setInterval(() => console.log('held'), 20);`,
  );
  try {
    if (child.stdout === null) throw new Error('no output');
    await once(child.stdout, 'data');
    expect([lifeOf('s'), lifeOf('s')]).toEqual(['alive', 'alive']);
    child.kill('SIGSTOP');
    expect(lifeOf('s')).toBe('alive');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect([lifeOf('s'), lifeOf('s')]).toEqual(['dead', 'dead']);
  expect(readdirSync(folder)).toEqual(['s.lock']);
  openSessionLocks({ folder }).remove('s');
  expect(lifeOf('s')).toBe('unknown');
});

test('a process knows its own lock, and that looking does not lose it', () => {
  const lock = lockSession({ folder, session: 's' });
  expect([lifeOf('s'), lifeOf('s'), lifeOf('other')]).toEqual(['alive', 'alive', 'unknown']);
  lock.release();
  expect(lifeOf('s')).toBe('unknown');
  expect(readdirSync(folder)).toEqual([]);
});

test('says nothing about a session whose lock cannot be read', () => {
  writeFileSync(
    join(folder, 's.lock'),
    'This is not a lock of ours, but it is long enough to be looked at. '.repeat(20),
  );
  expect(lifeOf('s')).toBe('unknown');
});
