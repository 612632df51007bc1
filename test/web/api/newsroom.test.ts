import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDeskWorld, type DeskWorld } from '../desk/desk-world.js';

let world: DeskWorld;
beforeEach(async () => {
  world = await openDeskWorld();
});
afterEach(async () => world.close());

test('reminders of sign-ups are off, and are turned on for one to three days, and off', async () => {
  const headers = { authorization: `Bearer ${await world.keyOf('owner')}`, 'content-type': 'application/json' };
  const url = `${world.url}/api/v1/newsroom`;
  const patch = async (remindAfterDays: unknown) =>
    fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ remindAfterDays }) });
  expect(await (await fetch(url, { headers })).json()).toMatchObject({ remindAfterDays: null });
  for (const wrong of [0, 4, 1.5, 'soon']) {
    const refused = await patch(wrong);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'remindAfterDays', example: '1' }] });
  }
  expect(await (await patch(3)).json()).toMatchObject({ remindAfterDays: 3 });
  expect(await (await patch(null)).json()).toMatchObject({ remindAfterDays: null });
});
