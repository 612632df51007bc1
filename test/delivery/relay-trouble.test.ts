import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/kernel/clock.js';
import { faultAt } from '../support/fault-sink-script.js';
import { addDeliveries, issueState, rowOf } from './delivery-world.js';
import { openSenderWorld, type SenderWorld } from './sender-world.js';

const NEVER = new AbortController().signal;
let world: SenderWorld;
beforeEach(async () => {
  world = await openSenderWorld();
});
afterEach(async () => world.close());

describe('a relay in trouble', () => {
  test('that is down is tried again later, attempts uncounted, until it is back', async () => {
    const script = faultAt('greeting', { do: 'reply', line: '421 4.3.2 busy' }, 5);
    const { sink: log, sender: room } = await world.start({ script }, 'connections=1');
    const [id = ''] = addDeliveries(world, world.issueId, 1);
    const shown = new Set<string | null>();
    for (let round = 0; round < 5; round += 1) {
      await room.sendBatch(world.job, NEVER);
      shown.add(issueState(world).state_reason);
      world.clock.advance(5 * MINUTE);
      await room.beat();
    }
    expect(rowOf(world, id)).toMatchObject({ state: 'accepted', attempt: 1 });
    expect(log.entries()).toHaveLength(1);
    expect([...shown]).toContainEqual(expect.stringContaining('421 4.3.2 busy'));
    expect(issueState(world).state_reason).toBeNull();
  });

  test.each([
    ['a wrong password', { login: 'press:right' }, 'Check user and password'],
    ['a missing login', { login: 'press:right' }, 'Check user and password'],
    [
      'a refused sender',
      { script: faultAt('mail', { do: 'reply', line: '550 5.7.1 not from you' }, 99) },
      'not from you',
    ],
    [
      'an unauthenticated domain',
      { script: faultAt('dot', { do: 'reply', line: '550 5.7.26 no DMARC' }, 99) },
      '5.7.26',
    ],
  ] as const)(
    'because of %s fails no reader, pauses the issue and tells the editors once',
    async (name, options, words) => {
      const { sender } = await world.start(options, undefined, name === 'a wrong password' ? 'press:wrong@' : '');
      addDeliveries(world, world.issueId, 40);
      await sender.sendBatch(world.job, NEVER);
      expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining(words) });
      expect(world.alarms).toEqual([{ issueId: world.issueId, reason: expect.stringContaining(words) }]);
      const counts = await world.deliveries.counts(world.issueId);
      expect(counts).toMatchObject({ failed: 0, sending: 0, in_doubt: 0, accepted: 0 });
      expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
    },
  );

  test('that refuses every message pauses the issue after twenty', async () => {
    const { sender: room } = await world.start({
      script: faultAt('dot', { do: 'reply', line: '554 5.6.0 content' }, 999),
    });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(world.job, NEVER);
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining('in a row') });
    expect((await world.deliveries.counts(world.issueId)).failed).toBeLessThan(50);
  });

  test('that takes everything and answers nothing pauses the issue at the cap', async () => {
    const { sink: log, sender: room } = await world.start({ script: faultAt('dot', { do: 'fin' }, 999) });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(world.job, NEVER);
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining('in doubt') });
    expect(log.entries().length).toBeLessThanOrEqual(40);
    expect(world.alarms).toHaveLength(1);
  });
});
