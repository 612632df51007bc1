import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockSession } from '../../db/session-lock.js';
import { openSendJournal } from '../../src/adapters/send-journal.js';
import type { SenderSession } from '../../src/delivery/delivery-store.js';
import type { Job } from '../../src/kernel/bell.js';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import { silentLogger } from '../support/determinism.js';
import { startFaultSink } from '../support/fault-sink.js';
import {
  ACCEPTED,
  addDeliveries,
  claimOf,
  newTestSession,
  openDeliveryWorld,
  resultOf,
  rowOf,
  type DeliveryWorld,
} from './delivery-world.js';
import { clearingUp, journalFolder, mailerTo, openTestSender } from './test-sender.js';
import { repair } from './repair-round.js';

let world: DeliveryWorld;
const rung: Job[] = [];
const errors: string[] = [];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  rung.length = 0;
  errors.length = 0;
});
afterEach(() => world.remove());

const reconcile = async () =>
  repair(world, {
    bell: { ring: (jobs) => void rung.push(...jobs) },
    logger: { ...silentLogger, error: (event) => void errors.push(event) },
  });

/** A session with three claims: one untouched, one on the wire, one answered. */
async function claimThree(change: Partial<SenderSession> = {}) {
  addDeliveries(world, world.issueId, 3);
  const session = newTestSession(world, change);
  await world.deliveries.openSession(session);
  const [untouched, begun, answered] = await world.deliveries.exchange([], claimOf(world, session.session, 3));
  if (untouched === undefined || begun === undefined || answered === undefined) throw new Error('no claims');
  const own = { folder: journalFolder(world), session: session.session };
  const journal = openSendJournal(own);
  journal.begun(begun);
  journal.begun(answered);
  journal.answered(resultOf(world, answered, ACCEPTED));
  const states = () => [untouched, begun, answered].map((claim) => rowOf(world, claim.subscriberId).state);
  return { own, states };
}

/** What a killed process leaves of its lock: a file that nobody holds. */
function leaveLock(session: string): void {
  mkdirSync(journalFolder(world), { recursive: true });
  writeFileSync(join(journalFolder(world), `${session}.lock`), '');
}

/** The same of a session whose process is gone. */
async function leaveBehind(change: Partial<SenderSession> = {}) {
  const left = await claimThree(change);
  leaveLock(left.own.session);
  return left;
}

const SENDING = ['sending', 'sending', 'sending'];

describe('a sender that died', () => {
  test('leaves a doubt only for what its journal cannot clear', async () => {
    const { own, states } = await leaveBehind();
    await reconcile();
    expect(states()).toEqual(['pending', 'in_doubt', 'accepted']);
    const batch = { name: 'send-batch', issueId: world.issueId, batch: 0 } as const;
    expect(rung).toEqual([{ ...batch, after: own.session }, batch]);
    expect(readdirSync(journalFolder(world))).toEqual([]);
    await reconcile();
    expect(states()).toEqual(['pending', 'in_doubt', 'accepted']);
  });

  test('is cleared up by its journal here, whatever host name and process number it had', async () => {
    const { states } = await leaveBehind({ host: 'the container before', pid: process.pid });
    await reconcile();
    expect(states()).toEqual(['pending', 'in_doubt', 'accepted']);
  });

  test('leaves doubts for all it claimed when the machine rebooted, except for known answers', async () => {
    const { states } = await leaveBehind({ bootId: 'boot-0' });
    await reconcile();
    expect(states()).toEqual(['in_doubt', 'in_doubt', 'accepted']);
  });

  test('is cleared up by the next one at its start', async () => {
    const { states } = await leaveBehind({ bootId: 'boot-0' });
    const sink = await startFaultSink();
    const sender = await openTestSender(world, mailerTo(sink.port));
    expect(states()).toEqual(['in_doubt', 'in_doubt', 'accepted']);
    expect(await world.deliveries.openSessions()).toHaveLength(1);
    await sender.close();
    await sink.close();
  });

  test('on another host, with its journal there, is left to its lease', async () => {
    addDeliveries(world, world.issueId, 1);
    const session = newTestSession(world, { host: 'elsewhere' });
    await world.deliveries.openSession(session);
    await world.deliveries.exchange([], claimOf(world, session.session, 1));
    await reconcile();
    expect((await world.deliveries.counts(world.issueId)).sending).toBe(1);
    world.clock.advance(6 * MINUTE);
    await reconcile();
    expect((await world.deliveries.counts(world.issueId)).in_doubt).toBe(1);
  });

  test('and cannot be ended keeps neither the others nor the next sender', async () => {
    const stuck = await leaveBehind();
    const other = await leaveBehind();
    world.db.sqlite.exec(
      `CREATE TRIGGER stuck BEFORE UPDATE OF ended_at ON sender_sessions WHEN NEW.session = '${stuck.own.session}'
       BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    const sink = await startFaultSink();
    const sender = await openTestSender(world, mailerTo(sink.port));
    expect(other.states()).toEqual(['pending', 'in_doubt', 'accepted']);
    expect(stuck.states()).toEqual(['sending', 'sending', 'accepted']);
    await reconcile();
    expect(errors).toEqual(['sender.not-ended']);
    world.db.sqlite.exec('DROP TRIGGER stuck');
    await reconcile();
    expect(stuck.states()).toEqual(['pending', 'in_doubt', 'accepted']);
    await sender.close();
    await sink.close();
  });
});

test('a sender that lives is left alone when the clock is set, and when host name and process number say nothing', async () => {
  const { own, states } = await claimThree({ host: 'another container', pid: 2 ** 22 + 1 });
  const lock = lockSession(own);
  expect(clearingUp(world).locks.lifeOf(own.session)).toBe('alive');
  for (const step of [3_000, -HOUR]) {
    world.clock.advance(step);
    await reconcile();
    expect(states()).toEqual(SENDING);
  }
  expect(await world.deliveries.openSessions()).toHaveLength(1);
  lock.release();
});
