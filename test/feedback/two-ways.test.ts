import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DAY } from '../../src/kernel/clock.js';
import { openHookWorld, type HookWorld } from './hooks/hook-world.js';
import { SERVICES, serviceOf, type Told } from './hooks/services.js';
import { dsn, textBounce } from './reports.js';

let world: HookWorld;
beforeEach(async () => {
  world = await openHookWorld(Object.fromEntries(SERVICES.map(({ name, hook }) => [name, hook])));
});
afterEach(async () => world.close());

const byMail = async (raw: Buffer, envelopeFrom = '') =>
  world.room.receive({ envelopeFrom, envelopeTo: world.bounceAddress, raw });
const byWebhook = async (kind: Told['kind']) => {
  const told = { kind, id: 'event-1', recipient: 'reader@example.net', token: world.token };
  return (await world.post('postmark', serviceOf('postmark').request(told, { seconds: world.seconds() }))).body;
};

test('a bounce that is told by webhook and by mail is one, also after midnight', async () => {
  const full = dsn({ status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' });
  await byMail(full);
  world.clock.advance(DAY);
  expect(await byWebhook('full')).toMatchObject({ recorded: 0, known: 1 });
  expect(world.bounces()).toMatchObject([{ channel: 'mail', reason: 'mailbox-full' }]);
});

test('either way first: the other changes nothing, but settles a doubt', async () => {
  expect(await byWebhook('hard')).toMatchObject({ recorded: 1 });
  world.setDelivery('in_doubt', 1);
  await byMail(dsn({}));
  expect(world.bounces()).toMatchObject([{ channel: 'webhook' }]);
  expect(world.delivery().state).toBe('accepted');
});

test('another kind of answer to the same mail is one of its own', async () => {
  await byMail(dsn({ status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' }));
  expect(await byWebhook('hard')).toMatchObject({ recorded: 1 });
  expect(world.suppressions()).toHaveLength(1);
});

test('what a stranger wrote and nobody believed keeps back no webhook', async () => {
  await byMail(textBounce(), 'someone@example.net');
  expect(world.suppressions()).toEqual([]);
  expect(await byWebhook('hard')).toMatchObject({ recorded: 1 });
  expect(world.suppressions()).toHaveLength(1);
});
