import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
let ana: string;
beforeEach(async () => {
  world = await openSubscribersWorld();
  ana = await world.confirmedReader('ana@example.org', ['daily', 'weekly']);
  world.clock.advance(DAY);
});
afterEach(() => world.remove());

const unsubscribeToken = (newsletterId: string) => world.tokens.sign('unsubscribe', [ana, newsletterId]);
const preferencesToken = () => world.tokens.sign('preferences', [ana]);
/** As a letter to the reader's own address carries it. */
const ownerToken = (id = ana) => world.tokens.sign('owner', [id, world.newId()]);
const actions = async () => orThrow(await world.room.lookUp('ana@example.org')).consents.map((one) => one.action);

describe('an unsubscribe', () => {
  test('leaves the newsletter of its link, and says how in the consent log', async () => {
    const { room, daily, states } = world;
    orThrow(await room.unsubscribe(unsubscribeToken(daily.id), visitor({ source: 'one-click' })));
    expect(await states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect((await actions()).at(-1)).toBe('one-click');
  });

  test('leaves every newsletter when asked to', async () => {
    orThrow(await world.room.unsubscribe(unsubscribeToken(world.daily.id), visitor(), { all: true }));
    expect(await world.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'unsubscribed' });
  });

  test('a second time is no fault and leaves no second entry', async () => {
    const { room, daily } = world;
    orThrow(await room.unsubscribe(unsubscribeToken(daily.id), visitor()));
    const before = await actions();
    world.clock.advance(DAY);
    orThrow(await room.unsubscribe(unsubscribeToken(daily.id), visitor()));
    expect(await actions()).toEqual(before);
  });

  test('works years later and for an erased reader', async () => {
    const { room, daily, clock } = world;
    orThrow(await room.erase(ownerToken()));
    clock.advance(4000 * DAY);
    expect((await room.viewUnsubscribe(unsubscribeToken(daily.id))).ok).toBe(true);
    expect((await room.unsubscribe(unsubscribeToken(daily.id), visitor())).ok).toBe(true);
  });

  test('works for a reader whose row is gone', async () => {
    const token = world.tokens.sign('unsubscribe', ['0000000000000000', world.daily.id]);
    expect(await world.room.unsubscribe(token, visitor())).toMatchObject({ value: { subscriptions: [] } });
  });

  test('is refused with a token for something else', async () => {
    expect((await world.room.unsubscribe(preferencesToken(), visitor())).ok).toBe(false);
  });
});

describe('preferences', () => {
  test('keep what is ticked and leave the rest', async () => {
    orThrow(await world.room.savePreferences(preferencesToken(), { newsletters: ['weekly'] }, visitor()));
    expect(await world.states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
    expect((await actions()).at(-1)).toBe('preferences:unsubscribed');
  });

  test('pause for some days, leave a pause alone, and end it', async () => {
    const { room, clock } = world;
    const save = async (input: object) => orThrow(await room.savePreferences(preferencesToken(), input, visitor()));
    const until = clock.now() + 14 * DAY;
    const paused = await save({ newsletters: ['daily', 'weekly'], pauseDays: '14' });
    expect(paused.subscriptions).toMatchObject([
      { state: 'paused', pausedUntil: until },
      { state: 'paused', pausedUntil: until },
    ]);
    clock.advance(DAY);
    expect((await save({ newsletters: ['daily', 'weekly'] })).subscriptions[0]?.pausedUntil).toBe(until);
    expect((await save({ newsletters: ['daily', 'weekly'], pauseDays: 0 })).subscriptions).toMatchObject([
      { state: 'active', pausedUntil: null },
      { state: 'active', pausedUntil: null },
    ]);
  });

  test('bring back a newsletter that was left for the owner alone, with the words agreed to', async () => {
    const { room, daily, states } = world;
    orThrow(await room.unsubscribe(unsubscribeToken(daily.id), visitor()));
    world.clock.advance(DAY);
    const both = { newsletters: [daily.id, 'weekly'] };
    orThrow(await room.savePreferences(preferencesToken(), both, visitor()));
    expect(await states('ana@example.org')).toEqual({ daily: 'pending', weekly: 'active' });
    orThrow(await room.savePreferences(ownerToken(), both, visitor()));
    expect(await states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
    expect(orThrow(await room.lookUp('ana@example.org')).consents.at(-1)?.text).toContain('newsletters I chose');
  });

  test('of a suppressed reader can leave and cannot join', async () => {
    const { room, daily, states } = world;
    orThrow(await room.suppress({ email: 'ana@example.org', reason: 'unknown-user' }, 'bounce'));
    orThrow(await room.savePreferences(preferencesToken(), { newsletters: ['weekly'] }, visitor()));
    const joining = await room.savePreferences(preferencesToken(), { newsletters: [daily.id, 'weekly'] }, visitor());
    expect(joining).toMatchObject({ refusal: { code: 'subscriber.suppressed' } });
    expect(await states('ana@example.org')).toEqual({ daily: 'unsubscribed', weekly: 'active' });
  });

  test.each([{}, { newsletters: ['daily'], pauseDays: -1 }, { newsletters: ['nightly'] }])(
    '%j is refused and changes nothing',
    async (input) => {
      const outcome = await world.room.savePreferences(preferencesToken(), input, visitor());
      expect(outcome).toMatchObject({ refusal: { kind: 'invalid' } });
      expect(await world.states('ana@example.org')).toEqual({ daily: 'active', weekly: 'active' });
    },
  );

  test('export everything we hold', async () => {
    const value = orThrow(await world.room.exportReader(ownerToken()));
    expect(value).toMatchObject({
      exportedAt: '2026-11-23T06:00:00.001Z',
      subscriber: { email: 'ana@example.org' },
      subscriptions: [
        { newsletter: 'Morning Light', state: 'active' },
        { newsletter: 'Tide Table', state: 'active' },
      ],
    });
    expect(JSON.stringify(value)).toContain('198.51.100.7');
  });
});

/** Everything the data folder holds, as one text. */
const files = () =>
  readdirSync(world.folder)
    .map((name) => readFileSync(join(world.folder, name), 'latin1'))
    .join('');

describe('erasure', () => {
  test('takes address, name and visitor data out of the database file, not only out of the tables', async () => {
    const { room, db } = world;
    orThrow(
      await room.subscribe({ email: 'Zora.Unusual@example.org', name: 'Zora Unusual' }, visitor({ ip: '192.0.2.99' })),
    );
    orThrow(await room.confirm(world.confirmToken(), visitor({ ip: '192.0.2.99' })));
    const { subscriber } = orThrow(await room.lookUp('zora.unusual@example.org'));
    db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
    expect(files().toLowerCase()).toContain('zora.unusual');
    orThrow(await room.erase(ownerToken(subscriber.id)));
    expect(files().toLowerCase()).not.toContain('zora');
    expect(files()).not.toContain('192.0.2.99');
    expect(await room.viewPreferences(world.tokens.sign('preferences', [subscriber.id]))).toMatchObject({
      refusal: { code: 'reader.erased' },
    });
  });

  test('does not wait for who reads a snapshot of the database', async () => {
    const reader = world.db.openReader();
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM subscribers').get();
    const before = performance.now();
    orThrow(await world.room.erase(ownerToken()));
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(world.db.sqlite.pragma('busy_timeout', { simple: true })).toBe(10_000);
    reader.close();
  });

  test('keeps a suppression by its hash, and lets the person come back as somebody new', async () => {
    const { room, states, confirmedReader } = world;
    orThrow(await room.suppress({ email: 'ana@example.org', reason: 'complaint' }, 'feedback'));
    orThrow(await room.erase(ownerToken()));
    expect(await room.suppressions({ limit: 10 })).toMatchObject([{ email: null, reason: 'complaint' }]);
    orThrow(await room.liftSuppression('Ana@example.org', { reason: 'They asked' }));
    expect(await confirmedReader('ana@example.org')).not.toBe(ana);
    expect(await states('ana@example.org')).toEqual({ daily: 'active' });
  });

  test('voids a confirmation that is still open', async () => {
    const { room, confirmToken } = world;
    orThrow(await room.subscribe({ email: 'late@example.org' }, visitor()));
    const token = confirmToken();
    const { subscriber } = orThrow(await room.lookUp('late@example.org'));
    orThrow(await room.erase(ownerToken(subscriber.id)));
    expect((await room.confirm(token, visitor())).ok).toBe(false);
  });
});
