import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { createIsAlive, newSession, thisMachine } from '../../src/adapters/sender-process.js';
import { createAlarm } from '../../src/delivery/alarm.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { fakeClock, testIds } from '../support/determinism.js';

const clock = { now: () => Date.now() };
const isAlive = createIsAlive({ clock });
const session = newSession({ newId: testIds(clock), clock });

describe('a sender process', () => {
  test('knows its machine and that it runs', () => {
    expect(session).toMatchObject({ ...thisMachine(), pid: process.pid });
    expect(isAlive(session)).toBe(true);
  });

  test('is gone once it has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const { pid = 0 } = child;
    expect(isAlive({ ...session, pid })).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive({ ...session, pid })).toBe(false);
  });

  test('is gone when another one has its pid by now', () => {
    const born = clock.now() - process.uptime() * 1000;
    expect(isAlive({ ...session, startedAt: born - MINUTE })).toBe(process.platform !== 'linux');
  });
});

test('the alarm tells the editors once per trouble, with a way to the issue', async () => {
  const told: EditorNotice[] = [];
  const fake = fakeClock();
  const alarm = createAlarm({
    notices: { tell: async (notice) => void told.push(notice) },
    baseUrl: 'https://lantern.example',
    clock: fake,
  });
  await alarm('i1', 'The relay refuses our login.');
  await alarm('i1', 'The relay refuses our login.');
  fake.advance(15 * MINUTE);
  await alarm('i1', 'The relay refuses our login.');
  expect(new Set(told.map((notice) => notice.key)).size).toBe(2);
  expect(told[0]).toMatchObject({
    paragraphs: expect.arrayContaining(['The relay refuses our login.']),
    action: { url: 'https://lantern.example/desk/issues/i1' },
  });
});
