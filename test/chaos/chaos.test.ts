import { expect, test } from '@jest/globals';
import { planBlows } from './chaos-plan.js';
import { runChaos } from './run-chaos.js';

/** Real: every process of Pressrun, SQLite, Redis, SMTP sockets, and the sink as a process of its own. */
test('a send whose processes are killed, stopped, emptied and cut twelve times over balances to the last reader', async () => {
  const result = await runChaos({ recipients: 1_000, kills: 12, seed: 3 });
  expect(result).toMatchObject({ recipients: 1_000, lost: 0, duplicated: 0, violations: [] });
  expect(result.inDoubt).toBeGreaterThan(0);
  expect(result.inDoubt).toBeLessThanOrEqual(result.brokenConnections);
}, 180_000);

test('a seed decides the blows and their order', () => {
  const blows = planBlows({ kills: 200, seed: 7 });
  expect(planBlows({ kills: 200, seed: 7 })).toEqual(blows);
  expect(planBlows({ kills: 200, seed: 8 })).not.toEqual(blows);
  expect(blows.filter((blow) => blow.do === 'kill')).toHaveLength(200);
  expect(new Set(blows.flatMap((blow) => (blow.do === 'kill' ? [blow.target] : [])))).toEqual(
    new Set(['sender', 'worker', 'web', 'redis']),
  );
});
