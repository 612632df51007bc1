import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { retryFailed } from '../../src/delivery/retry-failed.js';
import type { Bell, Job } from '../../src/kernel/bell.js';
import { silentLogger } from '../support/determinism.js';
import {
  ACCEPTED,
  claimOf,
  eventsOf,
  openDeliveryWorld,
  openSession,
  resultOf,
  rowOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';

let world: DeliveryWorld;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 4 });
});
afterEach(() => world.remove());

const refused = (reason: string, suppress: boolean) =>
  ({ state: 'failed', reply: `550 ${reason}`, reason, code: 550, enhanced: null, suppress }) as const;

const FULL = refused('mailbox-full', false);
const POLICY = refused('policy', false);
const UNKNOWN = refused('unknown-user', true);

/** The readers' ids in the order of the outcomes given; the issue is done. */
async function sendAll(outcomes: readonly Parameters<typeof resultOf>[2][]): Promise<readonly string[]> {
  const claims = await world.deliveries.exchange([], claimOf(world, await openSession(world)));
  const results = claims.map((claim, index) => resultOf(world, claim, outcomes[index] ?? ACCEPTED));
  await world.deliveries.exchange(results, null);
  const at = world.clock.now();
  await world.issues.transition({ id: world.issueId, from: ['sending'], to: 'done', at, set: { finishedAt: at } });
  world.clock.advance(60_000);
  return claims.map(({ subscriberId }) => subscriberId);
}

const rung: Job[] = [];
const bell: Bell = { ring: (jobs) => void rung.push(...jobs) };

const retry = async (reason?: string) =>
  retryFailed(
    { deliveries: world.deliveries, issues: world.issues, bell, clock: world.clock, logger: silentLogger },
    { issueId: world.issueId, by: 'person:ana', ...(reason === undefined ? {} : { reason }) },
  );

describe('retrying failed deliveries', () => {
  test('opens the finished issue again and sends to those readers only', async () => {
    const [full = '', policy = ''] = await sendAll([FULL, POLICY, ACCEPTED, ACCEPTED]);
    rung.length = 0;
    expect(await retry()).toEqual({ ok: true, value: { retried: 2 } });
    expect(rung).toEqual([{ name: 'send-batch', issueId: world.issueId, batch: 0 }]);
    expect(await world.issues.byId(world.issueId)).toMatchObject({
      state: 'sending',
      finishedAt: null,
      updatedAt: world.clock.now(),
    });
    const again = await world.deliveries.exchange([], claimOf(world, await openSession(world)));
    expect(again.map(({ subscriberId, fence }) => [subscriberId, fence])).toEqual([
      [full, 2],
      [policy, 2],
    ]);
    expect(eventsOf(world, full)).toEqual(['claim', 'failed', 'retried', 'claim']);
  });

  test('takes those of one reason when it is named', async () => {
    const [full = '', policy = ''] = await sendAll([FULL, POLICY]);
    expect(await retry('mailbox-full')).toMatchObject({ value: { retried: 1 } });
    expect(rowOf(world, full).state).toBe('pending');
    expect(rowOf(world, policy)).toMatchObject({ state: 'failed', reason: 'policy' });
  });

  test('leaves addresses that never work, and with nothing to do the issue stays done', async () => {
    const [unknown = ''] = await sendAll([UNKNOWN]);
    expect(await retry()).toMatchObject({ value: { retried: 0 } });
    expect(rowOf(world, unknown)).toMatchObject({ state: 'failed', reason: 'unknown-user' });
    expect(await world.issues.byId(world.issueId)).toMatchObject({ state: 'done' });
  });

  test('is refused for an issue that was cancelled or does not exist', async () => {
    await sendAll([FULL]);
    setIssueState(world, 'cancelled');
    expect(await retry()).toMatchObject({ ok: false, refusal: { code: 'issue.wrong-state' } });
    const { deliveries, issues, clock } = world;
    const unknown = await retryFailed(
      { deliveries, issues, bell, clock, logger: silentLogger },
      { issueId: 'nothing', by: 'person:ana' },
    );
    expect(unknown).toMatchObject({ ok: false, refusal: { code: 'issue.unknown' } });
  });

  test('"who did not get it" is a list of several states, in order and by pages', async () => {
    const ids = await sendAll([FULL, ACCEPTED, UNKNOWN, POLICY]);
    const state = ['failed', 'skipped', 'held', 'in_doubt'] as const;
    const first = await world.deliveries.list({ issueId: world.issueId, state, limit: 2 });
    expect(first.map(({ subscriberId }) => subscriberId)).toEqual([ids[0], ids[2]]);
    const rest = await world.deliveries.list({ issueId: world.issueId, state, limit: 2, after: ids[2] ?? '' });
    expect(rest.map(({ subscriberId }) => subscriberId)).toEqual([ids[3]]);
  });
});
