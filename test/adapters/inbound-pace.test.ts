import { expect, test } from '@jest/globals';
import { createInboundPace } from '../../src/adapters/inbound-pace.js';

function virtualTime() {
  let now = 0;
  const waits: number[] = [];
  return {
    waits,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
    wait: async (milliseconds: number) => waits.push(milliseconds),
  };
}

test('those who come at once are spread over the second, in their order and a tenth of a second together', async () => {
  const time = virtualTime();
  const pass = createInboundPace(20, time);
  await Promise.all(Array.from({ length: 6 }, pass));
  expect(time.waits).toEqual([100, 100, 200, 200, 300]);
});

test('who comes slowly never waits, and silence is not saved up', async () => {
  const time = virtualTime();
  const pass = createInboundPace(100, time);
  for (let n = 0; n < 5; n++) {
    await pass();
    time.advance(60_000);
  }
  expect(time.waits).toEqual([]);
  await Promise.all([pass(), pass()]);
  expect(time.waits).toEqual([100]);
});
