import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDeskClient, type DeskClient } from './desk-client.js';
import { openDeskWorld, settle, type DeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: DeskClient;
let run: Awaited<ReturnType<DeskClient['newRun']>>;

/** Gives the readers, in the order of their ids, to these relays. */
function overRelays(names: readonly string[]): void {
  const readers = world.db.sqlite
    .prepare<[string], string>('SELECT subscriber_id FROM deliveries WHERE issue_id = ? ORDER BY 1')
    .pluck()
    .all(run.id);
  for (const [place, name] of names.entries()) {
    world.db.sqlite.prepare('INSERT INTO relays (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
    world.db.sqlite
      .prepare('UPDATE deliveries SET relay = (SELECT id FROM relays WHERE name = ?) WHERE subscriber_id = ?')
      .run(name, readers[place]);
  }
}

beforeAll(async () => {
  world = await openDeskWorld();
  desk = await openDeskClient(world);
  run = await desk.newRun('relayed', 4);
  settle(world, run.id, ['accepted', 'failed', 'accepted']);
});
afterAll(async () => world.close());

const get = async (path: string) => {
  const headers = { authorization: `Bearer ${await world.keyOf('editor')}` };
  return (await (await fetch(`${world.url}/api/v1/issues/${run.id}${path}`, { headers })).json()) as Record<
    string,
    unknown
  >;
};

const cells = (...numbers: readonly number[]) =>
  numbers.map((n) => `<td role="cell" class="numeric"[^>]*>${n}</td>`).join('');

test('one relay is named with each delivery and not counted', async () => {
  overRelays(['one.example:587', 'one.example:587']);
  expect(await get('/report')).toMatchObject({ relays: [] });
  expect(await get('/deliveries')).toMatchObject({
    deliveries: [{ relay: 'one.example:587' }, { relay: 'one.example:587' }, { relay: null }, { relay: null }],
  });
  expect((await desk.visit(`${run.path}/report`, { as: 'viewer' })).html).not.toContain('By relay');
});

test('several are counted too, in the API and on the report', async () => {
  overRelays(['one.example:587', 'one.example:587', 'two.example:25']);
  expect(await get('/report')).toMatchObject({
    relays: [
      { relay: 'one.example:587', total: 2, states: { accepted: 1, failed: 1 } },
      { relay: 'two.example:25', total: 1, states: { accepted: 1 } },
      { relay: null, total: 1, states: { pending: 1 } },
    ],
  });
  const { html } = await desk.visit(`${run.path}/report`, { as: 'viewer' });
  expect(html).toMatch(new RegExp(`one\\.example:587</td>${cells(2, 1, 1, 0, 0)}`));
  expect(html).toMatch(new RegExp(`two\\.example:25</td>${cells(1, 1, 0, 0, 0)}`));
  expect(html).toMatch(new RegExp(`none yet, or unknown</td>${cells(1, 0, 0, 1, 0)}`));
  const named = await desk.visit(`${run.path}/deliveries?state=failed`, { as: 'editor' });
  expect(named.html).toMatch(/Failed<\/span><span class="hint"> one\.example:587</);
});
