import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase, type Db } from '../../db/open.js';
import { createPaceStore } from '../../db/pace-store.js';
import type { Limit, PaceStore } from '../../src/delivery/pace-store.js';
import { HOUR, MINUTE, SECOND } from '../../src/kernel/clock.js';
import { openTestDatabase } from '../support/database.js';
import { fakeClock, type FakeClock } from '../support/determinism.js';

let db: Db;
let remove: () => void;
let store: PaceStore;
let clock: FakeClock;
beforeEach(() => {
  ({ db, remove } = openTestDatabase());
  store = createPaceStore({ db });
  clock = fakeClock();
});
afterEach(() => remove());

const perSecond = (rate: number): Limit => ({ key: 'relay:a', perSecond: rate, perHour: null });
const perHour = (count: number): Limit => ({ key: 'relay:a', perSecond: null, perHour: count });

async function take(limit: Limit, wanted: number, { letter = false, from = store } = {}) {
  const [grant] = await from.take([{ limit, wanted, letter }], clock.now());
  if (grant === undefined) throw new Error('no grant');
  return grant;
}
const granted = async (...ask: Parameters<typeof take>) => (await take(...ask)).granted;

describe('a limit per second', () => {
  test("allows a second's worth at once, less what letters may need, and then its rate", async () => {
    expect(await granted(perSecond(100), 500)).toBe(90);
    expect(await take(perSecond(100), 500)).toEqual({ granted: 0, askAgainIn: 10 });
    clock.advance(250);
    expect(await granted(perSecond(100), 500)).toBe(25);
    clock.advance(HOUR);
    expect(await granted(perSecond(100), 500)).toBe(90);
    expect(await granted(perSecond(100), 500, { letter: true })).toBe(10);
  });

  test('below one a second allows one, and a letter goes one ahead', async () => {
    expect(await granted(perSecond(0.05), 5)).toBe(1);
    expect(await take(perSecond(0.05), 5)).toEqual({ granted: 0, askAgainIn: 20 * SECOND });
    expect(await granted(perSecond(0.05), 5, { letter: true })).toBe(1);
    expect(await take(perSecond(0.05), 5)).toEqual({ granted: 0, askAgainIn: 40 * SECOND });
    expect(await granted(perSecond(0.05), 5, { letter: true })).toBe(0);
  });

  test('holds over several processes and over a restart', async () => {
    const other = openDatabase(db.sqlite.name);
    try {
      const theirs = createPaceStore({ db: other });
      expect(await granted(perSecond(10), 6)).toBe(6);
      expect(await granted(perSecond(10), 6, { from: theirs })).toBe(3);
      expect(await granted(perSecond(10), 6, { from: createPaceStore({ db }) })).toBe(0);
    } finally {
      other.close();
    }
  });

  test('has what was not used again, and no more than a burst of it', async () => {
    expect(await granted(perSecond(10), 4)).toBe(4);
    await store.giveBack([{ limit: perSecond(10), count: 3 }], clock.now());
    expect(await granted(perSecond(10), 99)).toBe(8);
    await store.giveBack([{ limit: perSecond(10), count: 99 }], clock.now());
    expect(await granted(perSecond(10), 99)).toBe(9);
  });

  test('gives nothing for a clock that is set, back or forth', async () => {
    expect(await granted(perSecond(10), 99)).toBe(9);
    clock.advance(-3 * HOUR);
    expect(await granted(perSecond(10), 99)).toBe(0);
    clock.advance(SECOND);
    expect(await granted(perSecond(10), 99)).toBe(9);
  });
});

describe('a limit per hour', () => {
  test('holds in every sixty minutes, and a letter may use what issues leave', async () => {
    expect(await granted(perHour(100), 60)).toBe(60);
    clock.advance(30 * MINUTE);
    expect(await granted(perHour(100), 60)).toBe(30);
    expect(await granted(perHour(100), 60)).toBe(0);
    expect(await granted(perHour(100), 60, { letter: true })).toBe(10);
    clock.advance(29 * MINUTE);
    expect((await take(perHour(100), 60)).askAgainIn).toBe(2 * MINUTE);
    clock.advance(2 * MINUTE);
    expect(await granted(perHour(100), 99)).toBe(50);
  });

  test('is not lengthened by a clock set back', async () => {
    expect(await granted(perHour(10), 5)).toBe(5);
    clock.advance(-5 * HOUR);
    expect(await granted(perHour(10), 5)).toBe(5);
  });
});

test('both limits hold together, and each key has its own', async () => {
  const limit = { key: 'relay:a', perSecond: 10, perHour: 12 };
  expect(await granted(limit, 99)).toBe(9);
  clock.advance(MINUTE);
  expect(await granted(limit, 99)).toBe(2);
  expect(await granted({ ...limit, key: 'relay:b' }, 99)).toBe(9);
});
