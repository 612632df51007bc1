import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { newSession, thisBoot } from '../../src/adapters/sender-process.js';
import { createAlarm } from '../../src/delivery/alarm.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { fakeClock, testIds } from '../support/determinism.js';

test('a sender session names its process, its host and the boot of the machine', () => {
  const clock = fakeClock();
  expect(newSession({ newId: testIds(clock), clock })).toEqual({
    session: expect.stringMatching(/^\w{16}$/),
    host: hostname(),
    bootId: thisBoot(),
    pid: process.pid,
    startedAt: clock.now(),
    lastSeenAt: clock.now(),
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
