import { EventEmitter, once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createReconciler } from '../../src/delivery/reconcile.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import type { SenderRoom } from '../../src/delivery/room.js';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { startFaultSink, type FaultSink, type FaultSinkOptions } from '../support/fault-sink.js';
import { faultAt, faultShare, firstOf, type SinkScript } from '../support/fault-sink-script.js';
import { silentLogger } from '../support/determinism.js';
import {
  addDeliveries,
  clearingUp,
  eventsOf,
  issueState,
  journalFolder,
  mailerTo,
  openDeliveryWorld,
  openTestSender,
  rowOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';

const WAIT = 15 * MINUTE;
const NEVER = new AbortController().signal;
let world: DeliveryWorld;
let sink: FaultSink | undefined;
let sender: SenderRoom | undefined;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
});
afterEach(async () => {
  await sender?.close();
  await sink?.close();
  sender = undefined;
  sink = undefined;
  world.remove();
});

async function start(options: FaultSinkOptions = {}, query?: string) {
  sink = await startFaultSink(options);
  sender = await openTestSender(world, mailerTo(sink.port, query));
  return { sink, sender };
}

const job = () => ({ issueId: world.issueId, batch: 0 });

function reconciler() {
  return createReconciler({
    ...clearingUp(world),
    deliveries: world.deliveries,
    issues: world.issues,
    letters: world.letters,
    bell: { ring: () => {} },
    clock: world.clock,
    logger: silentLogger,
    inDoubtWait: WAIT,
  });
}

/** Accepted dots by recipient, as the sink saw them. */
function dotsByRecipient(log: FaultSink): Map<string, number> {
  const dots = new Map<string, number>();
  for (const { rcpt } of log.entries()) dots.set(rcpt, (dots.get(rcpt) ?? 0) + 1);
  return dots;
}

describe('a whole send', () => {
  test('reaches 300 readers once each, with own Message-IDs, over the connections allowed', async () => {
    const { sink: log, sender: room } = await start();
    addDeliveries(world, world.issueId, 300);
    await room.sendBatch(job(), NEVER);
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 300, pending: 0, sending: 0 });
    expect(log.entries()).toHaveLength(300);
    expect(new Set(log.entries().map((entry) => entry.rcpt)).size).toBe(300);
    expect(new Set(log.entries().map((entry) => entry.messageId)).size).toBe(300);
    expect(log.sessions()).toBe(10);
  });

  test('loses nobody when 5 % of the connections are cut after the dot, and explains each second copy', async () => {
    const script = firstOf(
      faultShare('dot', { do: 'fin' }, { share: 0.025, seed: 7 }),
      faultShare('dot', { do: 'rst' }, { share: 0.025, seed: 8 }),
    );
    const { sink: log, sender: room } = await start({ script });
    const readers = addDeliveries(world, world.issueId, 300);
    for (let round = 0; round < 3; round += 1) {
      await room.sendBatch(job(), NEVER);
      world.clock.advance(WAIT + 1);
      await room.beat();
      await reconciler().reconcile();
    }
    const counts = await world.deliveries.counts(world.issueId);
    expect(counts.accepted + counts.held).toBe(300);
    const dots = dotsByRecipient(log);
    const doubted = readers.filter((id) => eventsOf(world, id).includes('in_doubt'));
    expect(doubted.length).toBeGreaterThan(3);
    for (const id of readers) {
      const copies = dots.get(`reader-${id}@example.org`) ?? 0;
      const doubts = eventsOf(world, id).filter((event) => event === 'in_doubt').length;
      expect({ id, copies }).toEqual({ id, copies: rowOf(world, id).state === 'held' ? doubts : 1 + doubts });
    }
    const bytesById = new Map<string, Set<string>>();
    for (const { messageId, hash } of log.entries())
      bytesById.set(messageId, (bytesById.get(messageId) ?? new Set()).add(hash));
    expect([...bytesById.values()].every((hashes) => hashes.size === 1)).toBe(true);
  });

  test('loses and doubles nobody when connections are cut before the dot', async () => {
    const script = firstOf(
      ...(['connect', 'greeting', 'ehlo', 'mail', 'rcpt', 'data', 'after-reply'] as const).map((point, i) =>
        faultShare(point, { do: i % 2 === 0 ? 'fin' : 'rst' }, { share: 0.05, seed: i }),
      ),
    );
    const { sink: log, sender: room } = await start({ script });
    addDeliveries(world, world.issueId, 150);
    for (let round = 0; round < 8; round += 1) {
      await room.sendBatch(job(), NEVER);
      world.clock.advance(6 * MINUTE);
      await room.beat();
    }
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 150, in_doubt: 0, failed: 0 });
    expect([...dotsByRecipient(log).values()].every((copies) => copies === 1)).toBe(true);
  });

  test('two runs of the same batch at once send nothing twice', async () => {
    const { sink: log, sender: room } = await start();
    addDeliveries(world, world.issueId, 100);
    await Promise.all([room.sendBatch(job(), NEVER), room.sendBatch(job(), NEVER), room.sendBatch(job(), NEVER)]);
    expect([...dotsByRecipient(log).values()]).toEqual(Array.from({ length: 100 }, () => 1));
  });

  test('sorts answers: suppressed, deferred and failed readers, the others accepted', async () => {
    const { sender: room } = await start();
    const addresses = [
      'refuse-550-5.1.1@a.example',
      'refuse-450-4.2.0@b.example',
      'refuse-550-5.7.1@c.example',
      'dot-554@d.example',
      'ok@e.example',
    ];
    const ids = addDeliveries(world, world.issueId, addresses.length, (i) => addresses[i] ?? '');
    await room.sendBatch(job(), NEVER);
    expect(ids.map((id) => [rowOf(world, id).state, rowOf(world, id).reason])).toEqual([
      ['failed', 'unknown-user'],
      ['deferred', 'deferred'],
      ['deferred', 'policy'],
      ['failed', 'message-refused'],
      ['accepted', null],
    ]);
    expect(world.db.sqlite.prepare('SELECT email FROM suppressions').all()).toEqual([
      { email: 'refuse-550-5.1.1@a.example' },
    ]);
    world.clock.advance(36 * HOUR + 1);
    await room.beat();
    await reconciler().reconcile();
    expect(rowOf(world, ids[1] ?? '')).toMatchObject({ state: 'failed', reason: 'expired' });
  });
});

test("a sender keeps to its relay's limits", async () => {
  const { sink: log, sender: room } = await start({}, 'connections=10&hourly=10');
  addDeliveries(world, world.issueId, 30);
  await room.sendBatch(job(), NEVER);
  expect(log.entries()).toHaveLength(9);
  expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 9, pending: 21, sending: 0 });
});

describe('stopping', () => {
  test('a pause in mid-send claims nothing more', async () => {
    let dots = 0;
    const script: SinkScript = ({ point }) => {
      if (point === 'dot' && ++dots === 20) setIssueState(world, 'paused');
      return undefined;
    };
    const { sink: log, sender: room } = await start({ script });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(job(), NEVER);
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
    const { sink: log, sender: room } = await start({ script });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(job(), stop.signal);
    const counts = await world.deliveries.counts(world.issueId);
    expect(counts).toMatchObject({ sending: 0, in_doubt: 0 });
    expect(counts.accepted).toBe(log.entries().length);
    expect(counts.pending).toBeGreaterThan(100);
  });

  test('closing ends the session, removes its journal and takes no more work', async () => {
    const { sink: log, sender: room } = await start();
    addDeliveries(world, world.issueId, 5);
    await room.sendBatch(job(), NEVER);
    expect(readdirSync(journalFolder(world))).toEqual([
      expect.stringMatching(/\.journal$/),
      expect.stringMatching(/\.lock$/),
    ]);
    await room.close();
    sender = undefined;
    expect(await world.deliveries.openSessions()).toEqual([]);
    expect(readdirSync(journalFolder(world))).toEqual([]);
    addDeliveries(world, world.issueId, 5);
    await room.sendBatch(job(), NEVER);
    expect(log.entries()).toHaveLength(5);
  });

  test('once the ledger has all results, the journal is empty', async () => {
    const { sender: room } = await start();
    addDeliveries(world, world.issueId, 50);
    await room.sendBatch(job(), NEVER);
    const [journal = ''] = readdirSync(journalFolder(world));
    expect(statSync(join(journalFolder(world), journal)).size).toBe(0);
  });

  test('a sender whose session was ended by others says so and sends nothing', async () => {
    const { sink: log, sender: room } = await start();
    addDeliveries(world, world.issueId, 5);
    world.db.sqlite.prepare('UPDATE sender_sessions SET ended_at = 1').run();
    await room.sendBatch(job(), NEVER);
    expect(log.entries()).toEqual([]);
    await expect(room.beat()).rejects.toThrow('must start anew');
  });
});

describe('a relay in trouble', () => {
  test('that is down is tried again later, attempts uncounted, until it is back', async () => {
    const script = faultAt('greeting', { do: 'reply', line: '421 4.3.2 busy' }, 5);
    const { sink: log, sender: room } = await start({ script }, 'connections=1');
    const [id = ''] = addDeliveries(world, world.issueId, 1);
    const shown = new Set<string | null>();
    for (let round = 0; round < 5; round += 1) {
      await room.sendBatch(job(), NEVER);
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
      sink = await startFaultSink(options);
      sender = await openTestSender(
        world,
        mailerTo(sink.port, undefined, name === 'a wrong password' ? 'press:wrong@' : ''),
      );
      addDeliveries(world, world.issueId, 40);
      await sender.sendBatch(job(), NEVER);
      expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining(words) });
      expect(world.alarms).toEqual([{ issueId: world.issueId, reason: expect.stringContaining(words) }]);
      const counts = await world.deliveries.counts(world.issueId);
      expect(counts).toMatchObject({ failed: 0, sending: 0, in_doubt: 0, accepted: 0 });
      expect(world.db.sqlite.prepare('SELECT * FROM suppressions').all()).toEqual([]);
    },
  );

  test('that refuses every message pauses the issue after twenty', async () => {
    const { sender: room } = await start({ script: faultAt('dot', { do: 'reply', line: '554 5.6.0 content' }, 999) });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(job(), NEVER);
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining('in a row') });
    expect((await world.deliveries.counts(world.issueId)).failed).toBeLessThan(50);
  });

  test('that takes everything and answers nothing pauses the issue at the cap', async () => {
    const { sink: log, sender: room } = await start({ script: faultAt('dot', { do: 'fin' }, 999) });
    addDeliveries(world, world.issueId, 200);
    await room.sendBatch(job(), NEVER);
    expect(issueState(world)).toMatchObject({ state: 'paused', state_reason: expect.stringContaining('in doubt') });
    expect(log.entries().length).toBeLessThanOrEqual(40);
    expect(world.alarms).toHaveLength(1);
  });
});

test('a claim whose lease ran out before its turn is not put on the wire', async () => {
  const script: SinkScript = ({ point }) => {
    if (point === 'greeting') world.clock.advance(HOUR);
    return undefined;
  };
  const { sink: log, sender: room } = await start({ script }, 'connections=1');
  const [id = ''] = addDeliveries(world, world.issueId, 1);
  const stop = new AbortController();
  const running = room.sendBatch(job(), stop.signal);
  while (!eventsOf(world, id).includes('released'))
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  stop.abort();
  await running;
  expect(eventsOf(world, id).slice(0, 2)).toEqual(['claim', 'released']);
  expect(log.entries().length).toBe(eventsOf(world, id).filter((event) => event === 'accepted').length);
});

test('a ledger that cannot commit keeps the results for the next beat', async () => {
  const { sink: log, sender: room } = await start({}, 'connections=2');
  addDeliveries(world, world.issueId, 2);
  world.db.sqlite.exec(
    `CREATE TRIGGER full BEFORE INSERT ON delivery_events WHEN NEW.event = 'accepted' BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
  );
  await expect(room.sendBatch(job(), NEVER)).rejects.toMatchObject({ message: 'disk full' });
  expect(log.entries()).toHaveLength(2);
  expect((await world.deliveries.counts(world.issueId)).sending).toBe(2);
  world.db.sqlite.exec('DROP TRIGGER full');
  await room.beat();
  expect((await world.deliveries.counts(world.issueId)).accepted).toBe(2);
});

test('the last answers may come back while the next claim is waited for', async () => {
  addDeliveries(world, world.issueId, 2);
  const gate = new EventEmitter();
  const held = once(gate, 'open');
  let sends = 0;
  const slowSecond: Mailer = {
    concurrency: 2,
    send: async () => {
      if (++sends === 2) await held;
      return { kind: 'accepted', code: 250, reply: '250 ok' };
    },
    check: async () => undefined,
    close: async () => {},
  };
  let exchanges = 0;
  const exchange: DeliveryWorld['deliveries']['exchange'] = async (results, claim) => {
    if (++exchanges === 2) gate.emit('open');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    return world.deliveries.exchange(results, claim);
  };
  sender = await openTestSender({ ...world, deliveries: { ...world.deliveries, exchange } }, slowSecond);
  await sender.sendBatch(job(), NEVER);
  expect((await world.deliveries.counts(world.issueId)).accepted).toBe(2);
});
