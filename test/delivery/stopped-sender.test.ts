import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SinkScript } from '../support/fault-sink-script.js';
import { addDeliveries, setIssueState } from './delivery-world.js';
import { journalFolder } from './test-sender.js';
import { openSenderWorld, type SenderWorld } from './sender-world.js';

const NEVER = new AbortController().signal;
let world: SenderWorld;
beforeEach(async () => {
  world = await openSenderWorld();
});
afterEach(async () => world.close());

describe('stopping', () => {
  test('a pause in mid-send claims nothing more', async () => {
    let dots = 0;
    const script: SinkScript = ({ point }) => {
      if (point === 'dot' && ++dots === 20) setIssueState(world, 'paused');
      return undefined;
    };
    const { sink: log, sender: room } = await world.start({ script });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(world.job, NEVER);
    expect(log.entries().length).toBeLessThan(60);
    const counts = await world.deliveries.counts(world.issueId);
    expect(counts.accepted).toBe(log.entries().length);
    expect(counts.sending).toBe(0);
  });

  test('an abort waits for what is on the wire and leaves no claim', async () => {
    const stop = new AbortController();
    let dots = 0;
    const script: SinkScript = ({ point }) => {
      if (point === 'dot' && ++dots === 15) stop.abort();
      return undefined;
    };
    const { sink: log, sender: room } = await world.start({ script });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(world.job, stop.signal);
    const counts = await world.deliveries.counts(world.issueId);
    expect(counts).toMatchObject({ sending: 0, in_doubt: 0 });
    expect(counts.accepted).toBe(log.entries().length);
    expect(counts.pending).toBeGreaterThan(100);
  });

  test('closing ends the session, removes its journal and takes no more work', async () => {
    const { sink: log, sender: room } = await world.start();
    addDeliveries(world, world.issueId, 5);
    await room.sendBatch(world.job, NEVER);
    expect(readdirSync(journalFolder(world))).toEqual([
      expect.stringMatching(/\.journal$/),
      expect.stringMatching(/\.lock$/),
    ]);
    await room.close();
    expect(await world.deliveries.openSessions()).toEqual([]);
    expect(readdirSync(journalFolder(world))).toEqual([]);
    addDeliveries(world, world.issueId, 5);
    await room.sendBatch(world.job, NEVER);
    expect(log.entries()).toHaveLength(5);
  });

  test('once the ledger has all results, the journal is empty', async () => {
    const { sender: room } = await world.start();
    addDeliveries(world, world.issueId, 50);
    await room.sendBatch(world.job, NEVER);
    const [journal = ''] = readdirSync(journalFolder(world));
    expect(statSync(join(journalFolder(world), journal)).size).toBe(0);
  });

  test('a sender whose session was ended by others says so and sends nothing', async () => {
    const { sink: log, sender: room } = await world.start();
    addDeliveries(world, world.issueId, 5);
    world.db.sqlite.prepare('UPDATE sender_sessions SET ended_at = 1').run();
    await room.sendBatch(world.job, NEVER);
    expect(log.entries()).toEqual([]);
    await expect(room.beat()).rejects.toThrow('must start anew');
  });
});
