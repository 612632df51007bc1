import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLetterStore } from '../../db/letter-store.js';
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld();
});
afterEach(() => world.remove());

const EMAIL = 'new@example.org';
const remindAfter = async (days: number | null) =>
  orThrow(await world.newsletters.updateNewsroom({ remindAfterDays: days }));
const signUp = async (email = EMAIL, patch: object = {}, from = visitor()) =>
  orThrow(await world.room.subscribe({ email, newsletters: ['daily', 'weekly'], ...patch }, from));
const subscriberOf = async (email = EMAIL) => orThrow(await world.room.lookUp(email)).subscriber.id;
const reminders = () => world.letters('reminder');

/** The relay takes every letter that waits. */
async function accept(state: 'accepted' | 'failed' = 'accepted'): Promise<void> {
  const store = createLetterStore(world);
  const now = world.clock.now();
  for (const id of await store.due(now, 2_000)) {
    await store.claim(id, { now, leaseUntil: now + MINUTE });
    await store.record(id, { state, reply: '250 2.0.0 Ok', at: now });
  }
}

/** A sign-up whose letter was taken. */
async function signedUp(email = EMAIL, patch: object = {}): Promise<void> {
  await signUp(email, patch);
  await accept();
}

/** As the worker's tick does it, some times. */
async function ticksAfter(wait: number): Promise<void> {
  world.clock.advance(wait);
  for (let tick = 0; tick < 3; tick += 1) await world.room.remindOfSignUps();
}

describe('a sign-up nobody confirmed', () => {
  test('gets no reminder unless the newsroom wants one', async () => {
    await signedUp();
    for (let day = 0; day < 5; day += 1) await ticksAfter(DAY);
    expect(reminders()).toEqual([]);
  });

  test('gets one, when the days are over, with the link of the first letter and nothing that was typed', async () => {
    await remindAfter(1);
    await signedUp(EMAIL, { name: 'Evil Http', language: 'de' });
    await ticksAfter(DAY - 1);
    expect(reminders()).toEqual([]);
    await ticksAfter(1);
    const [first] = world.letters('confirm');
    const { confirmationId } = first?.payload ?? {};
    const newsletterIds = [world.daily.id, world.weekly.id];
    expect(reminders()).toMatchObject([
      { recipient: EMAIL, payload: { confirmationId, newsletterIds, language: 'de', validDays: 6 } },
    ]);
    expect(JSON.stringify(reminders())).not.toContain('Evil');
    expect(world.rung.at(-1)).toEqual({ name: 'send-letter', letterId: reminders()[0]?.id });
    await accept();
    for (let day = 0; day < 8; day += 1) await ticksAfter(DAY);
    expect(reminders()).toHaveLength(1);
  });

  test('gets one from two workers at once, and none from one that starts again', async () => {
    const COUNT = 250;
    world.db.sqlite.pragma('synchronous = OFF');
    await remindAfter(1);
    for (let index = 0; index < COUNT; index += 1) {
      world.clock.advance(30_000);
      await signUp(`r${index}@d${index}.example`, {}, visitor({ ip: null }));
    }
    await accept();
    world.clock.advance(DAY + HOUR);
    const another = world.openAnother();
    const rooms = [world.room, another.room, world.room, another.room];
    await Promise.all(rooms.map(async (room) => room.remindOfSignUps()));
    another.close();
    expect(new Set(reminders().map(({ recipient }) => recipient)).size).toBe(COUNT);
    expect(reminders()).toHaveLength(COUNT);
  });

  test.each([1, 2, 3])('after %i days has a link that still works for three days or more', async (days) => {
    await remindAfter(days);
    await signedUp();
    await ticksAfter(days * DAY + DAY - 1);
    expect(reminders()[0]?.payload).toMatchObject({ validDays: 7 - days - 1 });
    world.clock.advance(3 * DAY);
    const token = world.tokens.sign('confirm', [reminders()[0]?.payload.confirmationId ?? '']);
    orThrow(await world.room.confirm(token, visitor()));
    expect(await world.states(EMAIL)).toEqual({ daily: 'active', weekly: 'active' });
  });

  test('is reminded only of what still waits', async () => {
    await remindAfter(1);
    await signedUp();
    const consent = { text: 'On paper', at: world.clock.now() };
    orThrow(
      await world.room.addConfirmed({ email: EMAIL, newsletters: ['weekly'], consent, confirmed: true }, visitor()),
    );
    await ticksAfter(DAY);
    expect(reminders()).toMatchObject([{ payload: { newsletterIds: [world.daily.id] } }]);
  });

  test.each([
    [null, { confirm: 1, reminder: 0 }],
    [1, { confirm: 1, reminder: 1 }],
  ])('signed up 100 times by 100 visitors (remindAfterDays %j) gets %j letters in all', async (days, expected) => {
    await remindAfter(days);
    for (let index = 0; index < 100; index += 1) {
      world.clock.advance(MINUTE / 2);
      await signUp(EMAIL, {}, visitor({ ip: `10.0.${index}.1` }));
    }
    await accept();
    for (let day = 0; day < 8; day += 1) await ticksAfter(DAY);
    expect({ confirm: world.letters('confirm').length, reminder: reminders().length }).toEqual(expected);
  });

  test('counts its reminder: three letters in 30 days, whatever is asked for', async () => {
    await remindAfter(1);
    for (let day = 0; day < 12; day += 1) {
      await signedUp();
      await ticksAfter(DAY + HOUR);
    }
    expect(world.letters('confirm').length + reminders().length).toBe(3);
  });
});

/** Something came back from the address. */
const sendBack = async (verdict: string) =>
  world.db.sqlite
    .prepare(
      `INSERT INTO bounces (id, evidence_hash, subscriber_id, channel, class, reason, at) VALUES ('b', 'h', ?, 'hook', ?, 'x', ?)`,
    )
    .run(await subscriberOf(), verdict, world.clock.now());

describe('there is no reminder', () => {
  beforeEach(async () => remindAfter(1));

  const before: readonly [string, () => Promise<unknown>][] = [
    ['after it was confirmed', async () => world.room.confirm(world.confirmToken(), visitor())],
    [
      'after the reader left something',
      async () =>
        world.room.unsubscribe(world.tokens.sign('unsubscribe', [await subscriberOf(), world.daily.id]), visitor()),
    ],
    ['to an address that is suppressed', async () => world.room.suppress({ email: EMAIL.toUpperCase() }, 'desk')],
    [
      'after an erasure',
      async () => world.room.erase(world.tokens.sign('owner', [await subscriberOf(), world.newId()])),
    ],
    ['after mail came back', async () => sendBack('soft')],
    ['after a complaint', async () => sendBack('complaint')],
    ['once they are switched off', async () => remindAfter(null)],
    ['of a sign-up while the form was attacked', async () => world.flood(320)],
    [
      'of a sign-up in the hour before the attack was seen',
      async () => {
        world.clock.advance(HOUR);
        await world.flood(320);
      },
    ],
  ];
  test.each(before)('%s', async (_what, act) => {
    await signedUp();
    await act();
    await ticksAfter(DAY);
    await ticksAfter(HOUR);
    expect(reminders()).toEqual([]);
  });

  test('of what came to be read in another way', async () => {
    await signedUp();
    const consent = { text: 'On paper', at: world.clock.now() };
    const paper = { email: EMAIL, newsletters: ['daily', 'weekly'], consent, confirmed: true };
    orThrow(await world.room.addConfirmed(paper, visitor({ source: 'api' })));
    await ticksAfter(DAY);
    expect(reminders()).toEqual([]);
  });

  test('where the first letter was refused, waits still, or came only just now', async () => {
    await signUp('refused@example.org');
    await accept('failed');
    await signUp('late@example.org');
    world.clock.advance(DAY - HOUR);
    await accept();
    world.clock.advance(-DAY + HOUR);
    await signUp('waits@example.org');
    await ticksAfter(DAY);
    expect(reminders()).toEqual([]);
  });

  test('when it would be a day late, as after the setting was switched on', async () => {
    await signedUp();
    await ticksAfter(2 * DAY);
    expect(reminders()).toEqual([]);
  });

  test('for readers that were imported without proof', async () => {
    await signUp(EMAIL, {}, visitor({ source: 'import' }));
    await accept();
    await ticksAfter(DAY);
    expect(reminders()).toEqual([]);
  });

  test('and one that waits to be sent goes with the reader who is erased', async () => {
    await signedUp();
    await ticksAfter(DAY);
    expect(reminders()).toHaveLength(1);
    orThrow(await world.room.erase(world.tokens.sign('owner', [await subscriberOf(), world.newId()])));
    expect(reminders()).toEqual([]);
  });
});
