import { afterEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../src/kernel/clock.js';
import { opensAt } from '../../src/newsletters/send-window.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { addDeliveries, insertIssue, issueState, openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';
import { mailerTo, openTestSender } from './test-sender.js';

const at = (text: string) => Date.parse(text);

test.each([
  ['06:00', '22:00', '2026-11-22T06:00:00Z', undefined],
  ['06:00', '22:00', '2026-11-22T04:59:59Z', '2026-11-22T05:00:00Z'],
  ['06:00', '22:00', '2026-11-22T21:00:00Z', '2026-11-23T05:00:00Z'],
  ['22:00', '06:00', '2026-11-22T22:30:00Z', undefined],
  ['22:00', '06:00', '2026-11-22T04:59:00Z', undefined],
  ['22:00', '06:00', '2026-11-22T12:00:00Z', '2026-11-22T21:00:00Z'],
  // 02:30 does not exist in Berlin on that day.
  ['02:30', '22:00', '2027-03-28T00:10:00Z', '2027-03-28T01:30:00Z'],
])('a window from %s to %s at %s opens at %s', (from, to, now, opens) => {
  const next = opensAt({ from, to }, 'Europe/Berlin', at(now));
  expect(next === undefined ? undefined : new Date(next)).toEqual(opens === undefined ? undefined : new Date(opens));
});

describe('outside the send window', () => {
  let world: DeliveryWorld;
  let sink: FaultSink;
  let sender: Awaited<ReturnType<typeof openTestSender>>;
  const NEVER = new AbortController().signal;
  afterEach(async () => {
    await sender.close();
    await sink.close();
    world.remove();
  });
  async function start() {
    // It is seven o'clock in Berlin.
    world = await openDeliveryWorld({ readers: 0, settings: { sendWindow: { from: '08:00', to: '20:00' } } });
    sink = await startFaultSink();
    sender = await openTestSender(world, mailerTo(sink.port));
  }

  test('a digest waits, says why, and goes on by itself; an urgent issue is sent', async () => {
    await start();
    addDeliveries(world, world.issueId, 20);
    const urgent = insertIssue(world, 'urgent');
    addDeliveries(world, urgent, 3);
    await sender.sendBatch({ issueId: world.issueId, batch: 0 }, NEVER);
    expect(sink.entries()).toEqual([]);
    expect(issueState(world)).toEqual({
      state: 'sending',
      state_reason:
        "Outside the newsletter's send window (08:00 to 20:00, Europe/Berlin). It goes on by itself at 08:00.",
    });
    await sender.sendBatch({ issueId: urgent, batch: 0 }, NEVER);
    expect(sink.entries()).toHaveLength(3);
    world.clock.advance(HOUR);
    await sender.sendBatch({ issueId: world.issueId, batch: 0 }, NEVER);
    expect(sink.entries()).toHaveLength(23);
    expect(issueState(world)).toEqual({ state: 'sending', state_reason: null });
  });
});
