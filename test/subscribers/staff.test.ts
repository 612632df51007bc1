import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld();
});
afterEach(() => world.remove());

const reader = (patch: object = {}) => ({
  email: 'ana@example.org',
  newsletters: ['daily'],
  consent: { text: 'Yes, send me the news.', at: '2026-11-01T08:30:00+01:00', ip: '192.0.2.4' },
  confirmed: true,
  ...patch,
});

describe('a reader added with proof', () => {
  test('is active at once, with the consent as it was given', async () => {
    const { room, states } = world;
    const added = orThrow(await room.addConfirmed(reader(), visitor({ source: 'api' })));
    expect(added).toMatchObject({ created: true, subscriber: { email: 'ana@example.org' } });
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
    expect(orThrow(await room.lookUp('ana@example.org')).consents).toMatchObject([
      {
        action: 'add-confirmed',
        text: 'Yes, send me the news.',
        at: Date.UTC(2026, 10, 1, 7, 30),
        ip: '192.0.2.4',
        source: 'api',
      },
    ]);
  });

  test('is added once', async () => {
    orThrow(await world.room.addConfirmed(reader(), visitor({ source: 'api' })));
    world.clock.advance(DAY);
    expect(orThrow(await world.room.addConfirmed(reader(), visitor({ source: 'api' }))).created).toBe(false);
    expect(orThrow(await world.room.lookUp('ana@example.org')).consents).toHaveLength(1);
  });

  test('stays out after an unsubscribe that is newer than the consent, and comes back with a newer one', async () => {
    const { room, states, daily, tokens, clock } = world;
    const { subscriber } = orThrow(await room.addConfirmed(reader(), visitor({ source: 'api' })));
    orThrow(await room.unsubscribe(tokens.sign('unsubscribe', [subscriber.id, daily.id]), visitor()));
    clock.advance(2 * DAY);
    orThrow(await room.addConfirmed(reader(), visitor({ source: 'import' })));
    expect(await states('ana@example.org')).toEqual({ daily: 'unsubscribed' });
    const consent = { text: 'Again, please.', at: clock.now() - DAY };
    orThrow(await room.addConfirmed(reader({ consent }), visitor({ source: 'api' })));
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
  });

  test('stays out whenever an import does not say when the consent was given', async () => {
    const { room, states, daily, tokens, clock } = world;
    const { subscriber } = orThrow(await room.addConfirmed(reader(), visitor({ source: 'api' })));
    orThrow(await room.unsubscribe(tokens.sign('unsubscribe', [subscriber.id, daily.id]), visitor()));
    clock.advance(DAY);
    const undated = reader({ consent: { text: 'Yes' } });
    expect(orThrow(await room.addConfirmed(undated, visitor({ source: 'import' })))).toMatchObject({ keptOut: true });
    expect(await states('ana@example.org')).toEqual({ daily: 'unsubscribed' });
    const dated = reader({ consent: { text: 'Yes', at: clock.now() } });
    expect(orThrow(await room.addConfirmed(dated, visitor({ source: 'import' })))).toMatchObject({ keptOut: false });
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
  });

  test('stays out after an unsubscribe also when somebody typed the address into the form since', async () => {
    const { room, states, daily, tokens, clock } = world;
    const { subscriber } = orThrow(await room.addConfirmed(reader(), visitor({ source: 'api' })));
    orThrow(await room.unsubscribe(tokens.sign('unsubscribe', [subscriber.id, daily.id]), visitor()));
    clock.advance(DAY);
    orThrow(await room.subscribe({ email: 'ana@example.org', newsletters: ['daily'] }, visitor()));
    const undated = reader({ consent: { text: 'Yes' } });
    expect(orThrow(await room.addConfirmed(undated, visitor({ source: 'import' })))).toMatchObject({ keptOut: true });
    expect(await states('ana@example.org')).toEqual({ daily: 'pending' });
    const dated = reader({ consent: { text: 'Yes', at: clock.now() } });
    orThrow(await room.addConfirmed(dated, visitor({ source: 'import' })));
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
  });

  test('is refused when suppressed', async () => {
    orThrow(await world.room.suppress({ email: 'ana@example.org' }, 'desk'));
    expect(await world.room.addConfirmed(reader(), visitor())).toMatchObject({
      refusal: { code: 'subscriber.suppressed', kind: 'conflict' },
    });
  });

  test.each([
    [{ confirmed: false }, 'confirmed'],
    [{ consent: { text: '', at: 1 } }, 'consent.text'],
    [{ consent: { text: 'Yes', at: 'yesterday' } }, 'consent.at'],
    [{ consent: { text: 'Yes' } }, 'consent.at'],
    [{ consent: { text: 'Yes', at: '2031-01-01T00:00:00Z' } }, 'consent.at'],
    [{ newsletters: [] }, 'newsletters'],
    [{ email: 'nobody' }, 'email'],
  ])('with %j is refused by the name of the field', async (patch, field) => {
    expect(await world.room.addConfirmed(reader(patch), visitor())).toMatchObject({
      refusal: { kind: 'invalid', errors: [{ field }] },
    });
  });
});

describe('suppressions', () => {
  test('of a wrong address are refused by the name of the field', async () => {
    const errors = [{ field: 'address', fault: 'is not an email address', example: 'ana@example.org' }];
    const refused = { refusal: { code: 'suppression.invalid', kind: 'invalid', errors } };
    expect(await world.room.suppress({ address: 'nobody' }, 'desk')).toMatchObject(refused);
    expect(await world.room.liftSuppression('nobody', { reason: 'They asked' })).toMatchObject(refused);
  });

  test('keep the first reason, are found in any spelling, and can be lifted', async () => {
    const { room, clock } = world;
    const first = orThrow(await room.suppress({ address: 'Ana@Example.org', reason: 'complaint' }, 'feedback'));
    clock.advance(DAY);
    expect(orThrow(await room.suppress({ email: 'ana@example.org', reason: 'manual' }, 'desk'))).toEqual(first);
    expect(await room.lookUp('ANA@example.org')).toMatchObject({
      refusal: { kind: 'unknown', detail: expect.stringContaining('complaint') },
    });
    orThrow(await room.liftSuppression('ana@example.org', { reason: 'They asked' }));
    expect(await room.liftSuppression('ana@example.org', { reason: 'They asked' })).toMatchObject({
      refusal: { kind: 'unknown' },
    });
  });

  test('come in pages', async () => {
    for (const name of ['a', 'b', 'c']) orThrow(await world.room.suppress({ email: `${name}@example.org` }, 'desk'));
    const first = await world.room.suppressions({ limit: 2 });
    const rest = await world.room.suppressions({ limit: 2, after: first[1]?.addressHash ?? '' });
    const all = new Set([...first, ...rest].map((one) => one.email));
    expect([first.length, rest.length]).toEqual([2, 1]);
    expect(all).toEqual(new Set(['a@example.org', 'b@example.org', 'c@example.org']));
  });
});
