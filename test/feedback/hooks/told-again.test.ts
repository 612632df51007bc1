import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createForgetSeen } from '../../../src/feedback/hooks/forget-seen.js';
import { DAY, HOUR, MINUTE } from '../../../src/kernel/clock.js';
import { READER } from './attacks.js';
import { openHookWorld, type HookWorld } from './hook-world.js';
import { SERVICES, serviceOf, type Sent, type Service, type Told } from './services.js';

let world: HookWorld;
beforeEach(async () => {
  world = await openHookWorld(Object.fromEntries(SERVICES.map(({ name, hook }) => [name, hook])));
});
afterEach(async () => world.close());

const told = (kind: Told['kind'], id = 'event-1'): Told => ({ kind, id, recipient: READER, token: world.token });
const sign = (service: Service, what: Told): Sent => service.request(what, { seconds: world.seconds() });

/** The same event, in a request that was signed anew or has other events around it. */
function tellAgain(service: Service, what: Told, first: Sent): Sent {
  if (service.covers === 'sender') return { ...first, body: `${first.body}\n` };
  world.clock.advance(1_000);
  return sign(service, what);
}

describe.each(SERVICES.map((service) => [service.name, service] as const))('%s', (name, service) => {
  const REPLAY = { body: { code: 'hook.replay' } };

  test('an event in another request is known and changes nothing', async () => {
    const first = sign(service, told('hard'));
    await world.post(name, first);
    await world.subscribers.liftSuppression(READER, { reason: 'They asked.' });
    const before = world.state();
    const answer = await world.post(name, tellAgain(service, told('hard'), first));
    expect(answer).toMatchObject({ status: 200, body: { recorded: 0, known: 1 } });
    expect(world.state()).toEqual(before);
  });

  test('two at once have one effect', async () => {
    const request = sign(service, told('complaint'));
    const answers = await Promise.all([1, 2, 3].map(async () => world.post(name, request)));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 'hook.replay')).toHaveLength(2);
    expect(world.state()).toMatchObject({ bounces: [{ class: 'complaint' }], suppressions: [{ email: READER }] });
    expect(world.db.sqlite.prepare('SELECT count(*) FROM consents WHERE action = ?').pluck().get('complaint')).toBe(2);
  });

  test('a failing database is answered with 500, and the same request is taken later', async () => {
    const request = sign(service, told('hard'));
    world.db.sqlite.exec(`CREATE TRIGGER full BEFORE INSERT ON bounces BEGIN SELECT raise(ABORT, 'disk'); END`);
    expect((await world.post(name, request)).status).toBe(500);
    world.db.sqlite.exec('DROP TRIGGER full');
    expect(await world.post(name, request)).toMatchObject({ status: 200, body: { recorded: 1 } });
    expect(await world.post(name, request)).toMatchObject(REPLAY);
  });

  test('an end between events and mark loses nothing: they are known when they come again', async () => {
    const request = sign(service, told('hard'));
    // The mark is the last row; Mailgun's token is bound by two before it.
    const rows = service.covers === 'token' ? 2 : 0;
    world.db.sqlite.exec(`CREATE TRIGGER ends BEFORE INSERT ON feedback_seen
      WHEN (SELECT count(*) FROM feedback_seen) >= ${rows} BEGIN SELECT raise(ABORT, 'end'); END`);
    expect((await world.post(name, request)).status).toBe(500);
    expect(world.state().bounces).toHaveLength(1);
    world.db.sqlite.exec('DROP TRIGGER ends');
    expect(await world.post(name, request)).toMatchObject({ status: 200, body: { recorded: 0, known: 1 } });
    expect(await world.post(name, request)).toMatchObject(REPLAY);
  });

  test('what is about nobody we know is a replay only where it is signed: test buttons send the same again', async () => {
    const request = sign(service, { kind: 'hard', id: 'event-1', recipient: 'john@example.com' });
    const unmatched = { status: 200, body: { unmatched: 1 } };
    expect(await world.post(name, request)).toMatchObject(unmatched);
    expect(await world.post(name, request)).toMatchObject(service.covers === 'sender' ? unmatched : REPLAY);
  });
});

test('an unsubscribe leaves the newsletter of the mail; told again it does not undo a new subscription', async () => {
  const service = serviceOf('mailgun');
  const request = sign(service, told('unsubscribe'));
  await world.post('mailgun', request);
  expect(world.states().toSorted()).toEqual(['active', 'unsubscribed']);
  world.db.sqlite.prepare(`UPDATE subscriptions SET state = 'active'`).run();
  expect(await world.post('mailgun', request)).toMatchObject({ status: 406, body: { code: 'hook.replay' } });
  const again = tellAgain(service, told('unsubscribe'), request);
  expect(await world.post('mailgun', again)).toMatchObject({ status: 200, body: { known: 1 } });
  expect(world.states()).toEqual(['active', 'active']);
});

test('Mailgun tries for hours with its first token: taken after a failure, for what it came with', async () => {
  const first = sign(serviceOf('mailgun'), told('hard'));
  world.db.sqlite.exec(`CREATE TRIGGER full BEFORE INSERT ON bounces BEGIN SELECT raise(ABORT, 'disk'); END`);
  expect((await world.post('mailgun', first)).status).toBe(500);
  world.db.sqlite.exec('DROP TRIGGER full');
  world.clock.advance(8 * HOUR);
  const other = { ...first, body: first.body.replace('"failed"', '"complained"') };
  expect(await world.post('mailgun', other)).toMatchObject({ status: 406, body: { code: 'hook.replay' } });
  expect(await world.post('mailgun', first)).toMatchObject({ status: 200, body: { recorded: 1 } });
});

const seen = (source: string) =>
  world.db.sqlite.prepare<[string], string>('SELECT key FROM feedback_seen WHERE source = ?').pluck().all(source);
const forget = async () => createForgetSeen(world)();

describe('what was taken is remembered without anybody’s address', () => {
  test('events for 30 days', async () => {
    await world.post('postmark', sign(serviceOf('postmark'), told('unsubscribe')));
    expect(seen('postmark')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    world.clock.advance(30 * DAY);
    await forget();
    expect(seen('postmark')).toHaveLength(1);
    world.clock.advance(1);
    await forget();
    expect(seen('postmark')).toEqual([]);
  });

  test.each([
    ['sendgrid', 5 * MINUTE, 1],
    ['mailgun', 9 * HOUR, 3],
    ['mailjet', 3 * DAY, 1],
  ] as const)('a request of %s until it would be too old', async (name, until, rows) => {
    const request = sign(serviceOf(name), told('hard'));
    await world.post(name, request);
    expect(seen('request')).toEqual(
      Array.from({ length: rows }, () => expect.stringMatching(/^\d{13}\/[0-9a-f]{64}$/)),
    );
    world.clock.advance(until);
    await forget();
    expect((await world.post(name, request)).body['code']).toBe('hook.replay');
    world.clock.advance(HOUR + 1);
    await forget();
    expect(seen('request')).toEqual([]);
    expect((await world.post(name, request)).body['code']).toBe('hook.timestamp');
  });
});
