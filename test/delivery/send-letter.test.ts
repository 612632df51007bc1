import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSubscriberStore } from '../../db/subscriber-store.js';
import { createSuppressionStore } from '../../db/suppression-store.js';
import type { Mailer, SendOutcome } from '../../src/delivery/mailer.js';
import { createLetterSender } from '../../src/delivery/send-letter.js';
import { HOUR, MINUTE, SECOND } from '../../src/kernel/clock.js';
import type { LetterKind } from '../../src/kernel/letter.js';
import { silentLogger } from '../support/determinism.js';
import { addDeliveries, openDeliveryWorld, type DeliveryWorld } from './delivery-world.js';

const NO_ANSWER: SendOutcome = { kind: 'broken', phase: 'dot', dotWritten: true, reason: 'Connection closed' };
const NO_RELAY: SendOutcome = { kind: 'broken', phase: 'connect', dotWritten: false, reason: 'ECONNREFUSED' };
const NO_TURN: SendOutcome = { kind: 'not-begun', reason: 'Its turn would come too late' };
const ACCEPTED: SendOutcome = { kind: 'accepted', code: 250, reply: '250 taken' };
const GREYLISTED: SendOutcome = { kind: 'refused', phase: 'rcpt', code: 450, reply: '450 4.2.0 greylisted' };

let world: DeliveryWorld;
let outcomes: SendOutcome[];
let sent: string[];
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  outcomes = [];
  sent = [];
});
afterEach(() => world.remove());

const mailer: Mailer = {
  concurrency: 1,
  send: async (message) => {
    sent.push(message.envelopeTo);
    return outcomes.shift() ?? ACCEPTED;
  },
  check: async () => undefined,
  close: async () => {},
};
const stores = () => ({ suppressions: createSuppressionStore(world), subscribers: createSubscriberStore(world) });
const send = async (id: string, change: Partial<ReturnType<typeof stores>> = {}) =>
  createLetterSender({
    ...world,
    ...world.press,
    ...stores(),
    ...change,
    renderer: { render: async (kind) => ({ subject: kind, html: '<p>hello</p>', text: 'hello' }) },
    mailer,
    baseUrl: 'https://lantern.example',
    logger: silentLogger,
  }).sendLetter(id);

async function drop(kind: LetterKind, payload: object = {}, recipient = 'ana@reader.example') {
  const id = world.newId();
  await world.letters.insert({ id, kind, dedupeKey: id, recipient, payload: { ...payload } }, world.clock.now());
  return id;
}
const stateOf = (id: string) =>
  world.db.sqlite.prepare('SELECT state, attempts, next_at, reply FROM letters WHERE id = ?').get(id);
const suppress = async (email: string) =>
  stores().suppressions.add({ email, reason: 'complaint', detail: null, source: 'test', issueId: null, at: 1 });
const dropWelcome = async () => {
  const [subscriberId = ''] = addDeliveries(world, world.issueId, 1, () => 'ana@reader.example');
  return { subscriberId, id: await drop('welcome', { subscriberId, newsletterId: world.newsletter.id }) };
};
const in15Minutes = () => world.clock.now() + 15 * MINUTE;

describe('a letter whose final dot got no answer', () => {
  test('waits, is tried once more, and then fails with the reason', async () => {
    outcomes = [NO_ANSWER, NO_ANSWER];
    const id = await drop('notice');
    await send(id);
    expect(stateOf(id)).toMatchObject({ state: 'pending', next_at: in15Minutes() });
    world.clock.advance(15 * MINUTE);
    await send(id);
    expect(stateOf(id)).toMatchObject({ state: 'failed', reply: expect.stringContaining('Connection closed') });
    world.clock.advance(HOUR);
    await send(id);
    expect(sent).toHaveLength(2);
  });

  test('is sent at most twice, whatever else goes wrong in between', async () => {
    outcomes = [NO_RELAY, NO_ANSWER, NO_RELAY, GREYLISTED, NO_RELAY, NO_ANSWER];
    const id = await drop('notice');
    for (let round = 0; round < 200; round += 1) {
      await send(id);
      world.clock.advance(15 * MINUTE);
    }
    expect(outcomes).toEqual([]);
    expect(sent).toHaveLength(6);
    expect(stateOf(id)).toMatchObject({ state: 'failed' });
  });

  test('may be accepted at its second try', async () => {
    outcomes = [NO_ANSWER, ACCEPTED];
    const id = await drop('notice');
    await send(id);
    world.clock.advance(15 * MINUTE);
    await send(id);
    expect(stateOf(id)).toMatchObject({ state: 'accepted', attempts: 2 });
  });
});

test('a letter that certainly did not leave is tried again soon, and that counts as no attempt', async () => {
  outcomes = [...Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? NO_RELAY : NO_TURN)), GREYLISTED];
  const id = await drop('notice');
  for (let round = 0; round < 10; round += 1) {
    await send(id);
    expect(stateOf(id)).toMatchObject({ state: 'pending', attempts: 0, next_at: world.clock.now() + 30 * SECOND });
    world.clock.advance(30 * SECOND);
  }
  await send(id);
  expect(stateOf(id)).toMatchObject({ state: 'pending', attempts: 1, next_at: world.clock.now() + 5 * MINUTE });
});

const isUnwanted = async (id: string) => {
  await send(id);
  expect(stateOf(id)).toMatchObject({ state: 'failed', reply: 'no longer wanted' });
  expect(sent).toEqual([]);
};

describe('a letter that nobody wants any more', () => {
  test('a confirmation to an address suppressed meanwhile is not sent', async () => {
    const id = await drop('confirm', { confirmationId: world.newId() }, 'Ana@Reader.example');
    await suppress('ana@reader.example');
    await isUnwanted(id);
  });

  test('a welcome to an address suppressed meanwhile is not sent', async () => {
    const { id } = await dropWelcome();
    await suppress('ana@reader.example');
    await isUnwanted(id);
  });

  test.each(['unsubscribed', 'paused', 'pending'])(
    'a welcome to a reader who is %s by now is not sent',
    async (state) => {
      const { subscriberId, id } = await dropWelcome();
      world.db.sqlite.prepare('UPDATE subscriptions SET state = ? WHERE subscriber_id = ?').run(state, subscriberId);
      await isUnwanted(id);
    },
  );

  test('a welcome to an active reader is sent', async () => {
    await send((await dropWelcome()).id);
    expect(sent).toEqual(['ana@reader.example']);
  });

  test('mail to the desk does not ask the readers', async () => {
    await suppress('ana@reader.example');
    await send(await drop('notice'));
    await send(await drop('sign-in', { linkId: world.newId() }));
    expect(sent).toHaveLength(2);
  });

  test('a check that cannot be made means not to send, and to try again', async () => {
    const suppressions = {
      ...stores().suppressions,
      byAddress: async () => {
        throw new Error('disk trouble');
      },
    };
    const id = await drop('confirm', { confirmationId: world.newId() });
    await send(id, { suppressions });
    expect(sent).toEqual([]);
    expect(stateOf(id)).toMatchObject({ state: 'pending', reply: 'disk trouble' });
  });
});
