import { expect, test } from '@jest/globals';
import { createTrays } from '../../src/delivery/trays.js';

test('a tray that was given back is used again, also for a message some bytes longer', () => {
  const take = createTrays();
  const first = take(20_000);
  first.bytes.fill('a');
  first.giveBack();
  const second = take(20_300);
  expect(second.bytes).toHaveLength(20_300);
  expect(second.bytes.buffer).toBe(first.bytes.buffer);
});

test('a tray that was not given back is nobody else’s', () => {
  const take = createTrays();
  const first = take(100);
  const second = take(100);
  second.bytes.fill('b');
  first.bytes.fill('a');
  expect(second.bytes.every((byte) => byte === 'b'.charCodeAt(0))).toBe(true);
});

test('a message that does not fit gets memory of its own', () => {
  const take = createTrays();
  take(100).giveBack();
  expect(take(50_000).bytes).toHaveLength(50_000);
});
