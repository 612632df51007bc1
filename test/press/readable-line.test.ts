import { expect, test } from '@jest/globals';
import { readableLine } from '../../src/press/readable-line.js';

test('a log line of ours becomes words', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: '2026-11-22T06:00:01.000Z',
    name: 'web',
    event: 'issue.paused',
    issueId: 'abc',
    reason: 'too many doubts',
  });
  expect(readableLine('web', line)).toBe('[web] 06:00:01 WARN issue.paused issueId=abc reason="too many doubts"');
});

test('an error is its message and the place it came from', () => {
  const error = { message: 'disk full', stack: 'Error: disk full\n    at write (db/open.ts:1:2)\n    at more' };
  const line = JSON.stringify({ level: 'error', time: '2026-11-22T06:00:01.000Z', event: 'round.failed', error });
  expect(readableLine('worker', line)).toBe(
    '[worker] 06:00:01 ERROR round.failed error="disk full (write (db/open.ts:1:2))"',
  );
});

test.each(['plain words', '{"not":"ours"}', '{broken'])('%s stays as it is', (line) => {
  expect(readableLine('redis', line)).toBe(`[redis] ${line}`);
});
