import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { HOUR, SECOND } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersWorld, visitor, type SubscribersWorld } from './world.js';

let world: SubscribersWorld;
beforeEach(async () => {
  world = await openSubscribersWorld();
  // That commits are on the disk is not what these tests are about.
  world.db.sqlite.pragma('synchronous = OFF');
});
afterEach(() => world.remove());

const solve = (puzzle: string, bits: number): string => {
  for (let tries = 0; ; tries += 1) {
    const hash = createHash('sha256').update(`${puzzle}.${tries}`).digest();
    if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return String(tries);
  }
};

const ask = async (email: string, given: object = {}, patch: Parameters<typeof visitor>[0] = {}) =>
  world.room.subscribe({ email, ...given }, visitor({ ip: '192.0.2.1', ...patch }));

describe('while very many addresses are signed up', () => {
  test('scripts are asked for proof first, then everybody', async () => {
    expect((await world.flood(220)).filter(Boolean)).toHaveLength(200);
    expect(await ask('ana@example.org')).toMatchObject({
      refusal: { code: 'subscribe.proof-needed', kind: 'too-many' },
    });
    expect((await ask('ana@example.org', {}, { fromPage: true })).ok).toBe(true);
    world.clock.advance(HOUR);
    expect((await ask('ben@example.org')).ok).toBe(true);
  });

  test('who worked for it is taken, for this address alone', async () => {
    await world.flood(200);
    const { puzzle, bits } = world.room.puzzle('Ana@example.org');
    const answer = solve(puzzle, bits);
    expect((await ask('ben@example.org', { puzzle, answer })).ok).toBe(false);
    expect((await ask('ana@example.org', { puzzle, answer: `${answer}x` })).ok).toBe(false);
    expect((await ask('ana@example.org', { puzzle: puzzle.slice(1), answer })).ok).toBe(false);
    orThrow(await ask('ana@example.org', { puzzle, answer }));
    expect(world.letters('confirm').map(({ recipient }) => recipient)).toContain('ana@example.org');
  });

  test('who cannot compute waits, and not too many wait', async () => {
    await world.flood(200);
    const puzzles = Array.from({ length: 120 }, (_, index) => world.room.puzzle(`w${index}@example.org`).puzzle);
    const [first = ''] = puzzles;
    world.clock.advance(19 * SECOND);
    expect((await ask('w0@example.org', { puzzle: first })).ok).toBe(false);
    world.clock.advance(SECOND);
    let taken = 0;
    for (const [index, puzzle] of puzzles.entries())
      if ((await ask(`w${index}@example.org`, { puzzle }, { ip: `10.9.${index}.1` })).ok) taken += 1;
    expect(taken).toBe(100);
  });

  test('a puzzle that was shown is shown again while it is good, and then replaced', async () => {
    const { puzzle } = world.room.puzzle('ana@example.org');
    world.clock.advance(HOUR);
    expect(world.room.puzzle('ana@example.org', puzzle).puzzle).toBe(puzzle);
    expect(world.room.puzzle('ben@example.org', puzzle).puzzle).not.toBe(puzzle);
    world.clock.advance(1);
    expect(world.room.puzzle('ana@example.org', puzzle).puzzle).not.toBe(puzzle);
  });

  test('a puzzle of an hour ago is worth nothing', async () => {
    const { puzzle, bits } = world.room.puzzle('ana@example.org');
    world.clock.advance(HOUR + 1);
    await world.flood(200);
    expect((await ask('ana@example.org', { puzzle, answer: solve(puzzle, bits) })).ok).toBe(false);
  });
});

describe('the domain of a victim', () => {
  test('is asked for proof long before all others are', async () => {
    for (let index = 0; index < 100; index += 1)
      orThrow(await ask(`r${index}@victim.example`, {}, { ip: `10.1.${index}.1`, fromPage: true }));
    expect((await ask('x@victim.example', {}, { fromPage: true })).ok).toBe(false);
    expect((await ask('x@other.example', {}, { fromPage: true })).ok).toBe(true);
  });
});

describe('addresses that are no reader of their own', () => {
  const policy = { isDisposable: (domain: string) => domain === 'throwaway.example' };

  test.each([
    ['refuse', 'refuse', ['r@throwaway.example', 'info@example.org', 'postmaster@example.org']],
    ['accept', 'accept', ['postmaster@example.org']],
  ] as const)('are refused by policy (disposable: %s, role: %s)', async (disposable, role, refused) => {
    world.remove();
    world = await openSubscribersWorld({ addressPolicy: { ...policy, disposable, role } });
    const asked = ['r@throwaway.example', 'info@example.org', 'postmaster@example.org', 'ana@example.org'];
    const outcomes = await Promise.all(asked.map(async (email) => [email, await ask(email)] as const));
    expect(outcomes.flatMap(([email, outcome]) => (outcome.ok ? [] : [email]))).toEqual(refused);
  });
});

test('a sign-up whose process ended after the answer is worked off by the worker', async () => {
  world.remove();
  world = await openSubscribersWorld({ afterAnswer: () => {} });
  orThrow(await ask('ana@example.org'));
  await world.room.settleSignUps();
  expect(world.letters('confirm')).toEqual([]);
  world.clock.advance(61 * SECOND);
  await world.room.settleSignUps();
  await world.room.settleSignUps();
  expect(world.letters('confirm')).toHaveLength(1);
  expect(world.db.sqlite.prepare('SELECT count(*) FROM sign_ups').pluck().get()).toBe(0);
  world.clock.advance(31 * 24 * HOUR);
  await world.room.settleSignUps();
  expect(world.db.sqlite.prepare('SELECT count(*) FROM sign_up_attempts').pluck().get()).toBe(0);
});
