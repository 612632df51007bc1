import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountStore } from '../../db/account-store.js';
import { openAccountsRoom } from '../../src/accounts/open-room.js';
import type { AccountsRoom, Person } from '../../src/accounts/room.js';
import type { Job } from '../../src/kernel/bell.js';
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.js';
import type { NewLetter } from '../../src/kernel/letter.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { createTokens, type Tokens } from '../../src/kernel/token.js';
import { openTestDatabase } from '../support/database.js';
import { fakeClock, seededRandom, testIds, type FakeClock } from '../support/determinism.js';

const tokens: Tokens = createTokens('a secret of at least thirty-two characters');
let room: AccountsRoom;
let clock: FakeClock;
let letters: NewLetter[];
let rung: Job[];
let database: ReturnType<typeof openTestDatabase>;

beforeEach(() => {
  database = openTestDatabase();
  clock = fakeClock();
  letters = [];
  rung = [];
  room = openAccountsRoom({
    accounts: createAccountStore(database),
    letters: {
      async insert(letter) {
        if (letters.some(({ dedupeKey }) => dedupeKey === letter.dedupeKey)) return false;
        letters.push(letter);
        return true;
      },
    },
    bell: { ring: (jobs) => rung.push(...jobs) },
    tokens,
    clock,
    random: seededRandom(),
    newId: testIds(clock),
    baseUrl: 'https://news.example.org',
    configuredApiKey: 'a-key-from-the-environment',
  });
});
afterEach(() => database.remove());

const addPerson = async (email: string, role: string): Promise<Person> =>
  orThrow(await room.addPerson({ email, role }));
const tokenOf = (link: string): string => link.split('/').at(-1) ?? '';
const refusalOf = async (outcome: Promise<{ ok: true } | { ok: false; refusal: { code: string } }>) => {
  const settled = await outcome;
  return settled.ok ? undefined : settled.refusal.code;
};
const signIn = async (person: Person) =>
  orThrow(await room.signIn(tokenOf(await room.signInLink(person, DAY)))).session;
const everythingStored = (): string => {
  const tables = ['people', 'sign_in_links', 'desk_sessions', 'api_keys', 'audit_log'];
  return JSON.stringify(tables.map((table) => database.db.sqlite.prepare(`SELECT * FROM ${table}`).all()));
};

describe('people', () => {
  test('an address is kept in the form addresses are compared in, and only once', async () => {
    const ana = await addPerson(' Ana@Example.ORG ', 'owner');
    expect(ana.email).toBe('ana@example.org');
    expect(await refusalOf(room.addPerson({ email: 'ANA@example.org', role: 'viewer' }))).toBe('person.exists');
    expect(await room.people()).toEqual([ana]);
  });

  test('a wrong field is named with its fault and a right example', async () => {
    const outcome = await room.addPerson({ email: 'nobody', role: 'king' });
    expect(outcome).toMatchObject({
      ok: false,
      refusal: {
        code: 'person.invalid',
        kind: 'invalid',
        errors: [
          { field: 'email', fault: 'is not an e-mail address', example: 'ana@example.org' },
          { field: 'role', fault: 'must be one of owner, editor, viewer', example: 'editor' },
        ],
      },
    });
  });

  test('the last owner can neither go nor step down, and a second owner makes both possible', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    expect(await refusalOf(room.removePerson(ana.id))).toBe('person.last-owner');
    expect(await refusalOf(room.changeRole(ana.id, 'editor'))).toBe('person.last-owner');
    await addPerson('ben@example.org', 'owner');
    expect(orThrow(await room.changeRole(ana.id, 'editor')).role).toBe('editor');
    expect(await refusalOf(room.removePerson(ana.id))).toBeUndefined();
    expect(await refusalOf(room.removePerson(ana.id))).toBe('person.unknown');
  });
});

describe('sign-in links', () => {
  test('a link signs in once and then says that it was used', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const link = await room.signInLink(ana, DAY);
    expect(link).toMatch(/^https:\/\/news\.example\.org\/desk\/sign-in\/1[0-9a-z]{42}$/);
    const { session } = orThrow(await room.signIn(tokenOf(link)));
    expect(await room.session(session)).toEqual({ actor: 'person:ana@example.org', role: 'owner', person: ana });
    expect(await refusalOf(room.signIn(tokenOf(link)))).toBe('sign-in.used');
    expect(await refusalOf(room.viewSignIn(tokenOf(link)))).toBe('sign-in.used');
  });

  test('looking at a link does not use it', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const token = tokenOf(await room.signInLink(ana, DAY));
    for (let look = 0; look < 3; look++) expect(orThrow(await room.viewSignIn(token))).toEqual(ana);
    expect((await room.signIn(token)).ok).toBe(true);
  });

  test('of two uses at the same time one opens a session', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const token = tokenOf(await room.signInLink(ana, DAY));
    const outcomes = await Promise.all([room.signIn(token), room.signIn(token)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('an expired link says so', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const token = tokenOf(await room.signInLink(ana, 30 * MINUTE));
    clock.advance(30 * MINUTE);
    expect(await refusalOf(room.signIn(token))).toBe('sign-in.expired');
  });

  test.each([
    ['an empty text', () => ''],
    ['nonsense', () => 'x'.repeat(43)],
    ['a changed character', (token: string) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')],
    ['a token signed for another purpose', () => tokens.sign('unsubscribe', ['0123456789abcdef'])],
    ['a signed link id that was never made', () => tokens.sign('sign-in', ['0123456789abcdef'])],
    ['two ids', (_token: string, id: string) => tokens.sign('sign-in', [id, id])],
  ])('%s is refused as unknown', async (_name, forge) => {
    const ana = await addPerson('ana@example.org', 'owner');
    const token = tokenOf(await room.signInLink(ana, DAY));
    expect(await refusalOf(room.signIn(forge(token, token.slice(1, 17))))).toBe('sign-in.unknown');
  });

  test('asking by mail gives the same answer for known and unknown addresses', async () => {
    await addPerson('ana@example.org', 'owner');
    expect(await room.requestSignIn('ANA@example.org')).toEqual(await room.requestSignIn('who@example.org'));
    expect(letters).toMatchObject([{ kind: 'sign-in', recipient: 'ana@example.org' }]);
    expect(rung).toEqual([{ name: 'send-letter', letterId: letters[0]?.id }]);
    const linkId = String(letters[0]?.payload['linkId']);
    expect((await room.signIn(tokens.sign('sign-in', [linkId]))).ok).toBe(true);
  });

  test('asking again and again mails at most once a minute and six times an hour', async () => {
    await addPerson('ana@example.org', 'owner');
    for (let second = 0; second < 3; second++) await room.requestSignIn('ana@example.org');
    expect(letters).toHaveLength(1);
    for (let minute = 0; minute < 20; minute++) {
      clock.advance(MINUTE);
      await room.requestSignIn('ana@example.org');
    }
    expect(letters).toHaveLength(6);
    clock.advance(HOUR);
    await room.requestSignIn('ana@example.org');
    expect(letters).toHaveLength(7);
  });
});

describe('sessions', () => {
  test('each sign-in has a secret of its own, and the database knows none of them', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const [first, second] = [await signIn(ana), await signIn(ana)];
    expect(first).not.toBe(second);
    expect(first).toHaveLength(32);
    expect(everythingStored()).not.toContain(first);
  });

  test('a session unused for twelve hours is over', async () => {
    const session = await signIn(await addPerson('ana@example.org', 'owner'));
    clock.advance(12 * HOUR - 1);
    expect(await room.session(session)).toBeDefined();
    clock.advance(12 * HOUR);
    expect(await room.session(session)).toBeUndefined();
  });

  test('a session in constant use is over after seven days', async () => {
    const session = await signIn(await addPerson('ana@example.org', 'owner'));
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      clock.advance(6 * HOUR);
      expect(await room.session(session)).toBeDefined();
    }
    clock.advance(6 * HOUR);
    expect(await room.session(session)).toBeUndefined();
  });

  test('signing out ends this session and no other', async () => {
    const ana = await addPerson('ana@example.org', 'owner');
    const [here, elsewhere] = [await signIn(ana), await signIn(ana)];
    await room.signOut(here);
    expect(await room.session(here)).toBeUndefined();
    expect(await room.session(elsewhere)).toBeDefined();
  });

  test('a changed role and a removal end the sessions of that person', async () => {
    await addPerson('ana@example.org', 'owner');
    const ben = await addPerson('ben@example.org', 'editor');
    const before = await signIn(ben);
    await room.changeRole(ben.id, 'viewer');
    expect(await room.session(before)).toBeUndefined();
    const after = await signIn(ben);
    expect((await room.session(after))?.role).toBe('viewer');
    await room.removePerson(ben.id);
    expect(await room.session(after)).toBeUndefined();
  });
});

describe('API keys', () => {
  test('a key is shown once, stored hashed, and acts in its role until it is revoked', async () => {
    const { key } = orThrow(await room.createApiKey({ name: 'website', role: 'editor' }));
    expect(key).toMatch(/^pr_[0-9a-z]{32}$/);
    expect(everythingStored()).not.toContain(key);
    expect(await room.apiKey(key)).toEqual({ actor: 'key:website', role: 'editor', person: null });
    const [stored] = await room.apiKeys();
    expect(stored).toMatchObject({ name: 'website', role: 'editor', createdAt: clock.now() });
    expect(await refusalOf(room.revokeApiKey(stored?.id ?? ''))).toBeUndefined();
    expect(await room.apiKey(key)).toBeUndefined();
    expect(await refusalOf(room.revokeApiKey(stored?.id ?? ''))).toBe('api-key.unknown');
  });

  test('the key of the environment is an owner, and an empty or wrong key nobody', async () => {
    expect((await room.apiKey('a-key-from-the-environment'))?.role).toBe('owner');
    expect(await room.apiKey('')).toBeUndefined();
    expect(await room.apiKey('pr_0123456789abcdef0123456789abcdef')).toBeUndefined();
  });
});

test('the audit trail keeps who did what, newest first', async () => {
  await room.audit({
    actor: 'person:ana@example.org',
    action: 'issue.approve',
    subject: 'i1',
    detail: { hash: 'abc' },
  });
  await room.audit({ actor: 'key:ci', action: 'issue.send' });
  const at = clock.now();
  expect(await room.auditTrail(10)).toEqual([
    { at, actor: 'key:ci', action: 'issue.send', subject: null, detail: null },
    { at, actor: 'person:ana@example.org', action: 'issue.approve', subject: 'i1', detail: { hash: 'abc' } },
  ]);
  expect(await room.auditTrail(1)).toHaveLength(1);
});
