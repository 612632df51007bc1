import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MINUTE } from '../../../src/kernel/clock.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';
import { anonymous, openSignUpClient, type Answer, type SignUpClient } from './support/sign-up-client.js';

let site: ReaderWeb;
let client: SignUpClient;
let ends: (() => Promise<void>)[];
beforeEach(() => {
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Thousands of commits: that they are on the disk is not what these tests are about. */
async function open(options: Parameters<typeof openReaderWeb>[0]): Promise<void> {
  site = await openReaderWeb(options);
  site.db.sqlite.pragma('synchronous = OFF');
  ends.push(async () => site.close());
  client = clientOf(site.web.url);
}

function clientOf(url: string): SignUpClient {
  const opened = openSignUpClient(url);
  ends.push(async () => opened.close());
  return opened;
}

/** A second process on the same database. */
async function openOther(): Promise<SignUpClient> {
  const { web } = await site.restart();
  ends.push(async () => web.close());
  return clientOf(web.url);
}

const COUNT = 1000;
/** Some seconds, on a machine that has nothing else to do. */
const PATIENCE = 120_000;
const VICTIM = 'victim@example.org';
const strangerAt = (index: number) => `10.${index >> 8}.7.${index & 255}`;
const different = (answers: readonly Answer[]) => new Set(answers.map(({ bytes }) => bytes)).size;

function expectOneLetter(answers: readonly Answer[]): void {
  expect(answers).toHaveLength(COUNT);
  expect(answers[0]?.status).toBe(202);
  expect(different(answers)).toBe(1);
  expect(site.letters('confirm')).toHaveLength(1);
}

test(
  '1,000 sign-ups of one address from 1,000 visitors give one letter, and every answer is the same to the byte',
  async () => {
    await open({ trustProxy: 1 });
    const answers: Answer[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      site.clock.advance(1);
      answers.push(await client.signUp(VICTIM, strangerAt(index)));
    }
    expectOneLetter(answers);
    const { consents } = orThrow(await site.room.lookUp(VICTIM));
    expect(new Set(consents.map(({ ip }) => ip)).size).toBe(COUNT);
  },
  PATIENCE,
);

test(
  '1,000 at once, half of them in another process and worked off at once too, give one letter as well',
  async () => {
    const working: Promise<void>[] = [];
    await open({ trustProxy: 1, afterAnswer: (work) => void working.push(work()) });
    const other = await openOther();
    const answers = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) =>
        (index % 2 === 0 ? client : other).signUp(VICTIM, strangerAt(index)),
      ),
    );
    await Promise.all(working);
    site.clock.advance(5 * MINUTE);
    await site.room.settleSignUps();
    expectOneLetter(answers);
  },
  PATIENCE,
);

test(
  '1,000 addresses from one visitor give 20 letters, and a name that was typed is in none',
  async () => {
    await open({ trustProxy: 1 });
    const answers: Answer[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      const email = `r${String(index).padStart(3, '0')}@a${index % 7}.example`;
      answers.push(anonymous(await client.signUp(email, '203.0.113.7', { name: 'http evil' }), email));
    }
    const taken = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 429);
    expect([taken.length, refused.length]).toEqual([20, COUNT - 20]);
    expect([different(taken), different(refused)]).toEqual([1, 1]);
    expect(site.letters('confirm')).toHaveLength(20);
    expect(JSON.stringify(site.letters('confirm'))).not.toContain('evil');
  },
  PATIENCE,
);

test('a visitor cannot choose an address of their own where no proxy is trusted', async () => {
  await open({});
  const statuses = [];
  for (let index = 0; index < 22; index += 1)
    statuses.push((await client.signUp(`r${index}@example.org`, `10.0.0.${index}`)).status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(20);
});

test('budgets hold over all processes', async () => {
  await open({ trustProxy: 1 });
  for (let index = 0; index < 20; index += 1)
    expect((await client.signUp(`r${index}@example.org`, '203.0.113.7')).status).toBe(202);
  const other = await openOther();
  expect((await other.signUp('x@example.org', '203.0.113.7')).status).toBe(429);
});
