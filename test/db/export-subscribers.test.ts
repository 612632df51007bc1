import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportSubscribers } from '../../db/export-subscribers.js';
import { DAY } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from '../subscribers/world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld();
});
afterEach(() => world.remove());

test('who confirmed by a link is exported with the words of the sign-up and the time of the click', async () => {
  const { room, clock, confirmToken, db } = world;
  orThrow(await room.subscribe({ email: 'ana@example.org', newsletters: ['daily'] }, visitor()));
  const pending = [...exportSubscribers(db)];
  expect(pending).toMatchObject([{ state: 'pending', consentAt: null, ip: null, consent: null }]);
  clock.advance(DAY);
  orThrow(await room.confirm(confirmToken(), visitor({ ip: '192.0.2.9' })));
  expect([...exportSubscribers(db, world.daily.id)]).toMatchObject([
    {
      state: 'active',
      consentAt: clock.now(),
      ip: '192.0.2.9',
      consent: expect.stringContaining('may send me the newsletters'),
    },
  ]);
});
