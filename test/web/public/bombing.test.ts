import { afterEach, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
afterEach(async () => site.close());

/** Thousands of commits: that they are on the disk is not what these tests are about. */
async function open(options: Parameters<typeof openReaderWeb>[0]): Promise<ReaderWeb> {
  const opened = await openReaderWeb(options);
  opened.db.sqlite.pragma('synchronous = OFF');
  return opened;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const signUp = async (email: string, ip: string, fields: Record<string, string> = {}) =>
  site.form('/subscribe', { email, newsletters: 'daily', ...fields }, { 'x-forwarded-for': ip });

const visitorAt = (ip: string) => ({ ip, userAgent: 'bot', source: 'form' });

test('1,000 sign-ups of one address from 1,000 visitors give one letter, and every answer is the same to the byte', async () => {
  site = await open({ trustProxy: 1 });
  const answers = [];
  for (let index = 0; index < 1000; index += 1) {
    const ip = `10.${index >> 8}.7.${index & 255}`;
    site.clock.advance(1);
    if (index % 50 > 0) {
      orThrow(await site.room.subscribe({ email: 'victim@example.org', newsletters: ['daily'] }, visitorAt(ip)));
    } else {
      const answer = await signUp('victim@example.org', ip);
      answers.push(`${answer.status} ${await answer.text()}`);
    }
  }
  expect(answers).toHaveLength(20);
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^202 /);
  expect(site.letters('confirm')).toHaveLength(1);
  const { consents } = orThrow(await site.room.lookUp('victim@example.org'));
  expect(new Set(consents.map(({ ip }) => ip)).size).toBe(1000);
});

test('1,000 addresses from one visitor give 20 letters, and a name that was typed is in none', async () => {
  site = await open({ trustProxy: 1 });
  let taken = 0;
  for (let index = 0; index < 1000; index += 1) {
    const email = `r${index}@a${index % 7}.example`;
    const name = 'http evil';
    if (index < 22) taken += Number((await signUp(email, '203.0.113.7', { name })).status === 202);
    else taken += Number((await site.room.subscribe({ email, name }, visitorAt('203.0.113.7'))).ok);
  }
  expect(taken).toBe(20);
  expect(site.letters('confirm')).toHaveLength(20);
  expect(JSON.stringify(site.letters('confirm'))).not.toContain('evil');
});

test('a visitor cannot choose an address of their own where no proxy is trusted', async () => {
  site = await open({});
  const statuses = [];
  for (let index = 0; index < 22; index += 1)
    statuses.push((await signUp(`r${index}@example.org`, `10.0.0.${index}`)).status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(20);
});

test('budgets hold over all processes', async () => {
  site = await open({ trustProxy: 1 });
  for (let index = 0; index < 20; index += 1)
    orThrow(await site.room.subscribe({ email: `r${index}@example.org` }, visitorAt('203.0.113.7')));
  const again = await site.restart();
  const answer = await again.form('/subscribe', { email: 'x@example.org' }, { 'x-forwarded-for': '203.0.113.7' });
  expect(answer.status).toBe(429);
  await again.web.close();
});

const address = (group: string, index: number) => `${group.padEnd(8, '-')}@d${index}.example`;

test('what is done before the answer is the same for new, known, left and suppressed addresses', async () => {
  const later: (() => Promise<void>)[] = [];
  site = await open({ trustProxy: 1, afterAnswer: (work) => void later.push(work) });
  const groups = ['fresh', 'reads', 'has-left', 'stopped'];
  const COUNT = 15;
  for (let index = 0; index < COUNT; index += 1) {
    const reader = { newsletters: ['daily'], consent: { text: 'yes', at: site.clock.now() }, confirmed: true };
    const visitor = { ip: null, userAgent: null, source: 'api' };
    for (const group of ['reads', 'has-left'])
      orThrow(await site.room.addConfirmed({ ...reader, email: address(group, index) }, visitor));
    const left = orThrow(await site.room.lookUp(address('has-left', index))).subscriber.id;
    orThrow(await site.room.unsubscribe(site.tokens.sign('unsubscribe', [left, site.daily.id]), visitor));
    orThrow(await site.room.suppress({ email: address('stopped', index) }, 'desk'));
  }
  const rows = () => site.db.sqlite.prepare('SELECT total_changes()').pluck().get() as number;
  const seen = new Map<string, { bodies: Set<string>; changes: Set<number>; times: number[] }>();
  for (let index = 0; index < COUNT; index += 1) {
    for (const [place, group] of groups.entries()) {
      const email = address(group, index);
      const before = rows();
      const start = performance.now();
      const answer = await signUp(email, `10.${index * groups.length + place}.0.1`);
      const took = performance.now() - start;
      const body = (await answer.text()).replaceAll(email, 'somebody');
      const found = seen.get(group) ?? { bodies: new Set(), changes: new Set(), times: [] };
      seen.set(group, found);
      found.bodies.add(`${answer.status} ${body}`);
      found.changes.add(rows() - before);
      found.times.push(took);
    }
  }
  const all = [...seen.values()];
  expect(new Set(all.flatMap(({ bodies }) => [...bodies])).size).toBe(1);
  expect(new Set(all.flatMap(({ changes }) => [...changes])).size).toBe(1);
  const medians = all.map(({ times }) => median(times));
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(2);
  expect(site.letters('confirm')).toHaveLength(0);
  for (const work of later) await work();
  const told = site.letters('confirm').map(({ recipient }) => recipient.replace(/-*@.*/, ''));
  expect(new Set(told)).toEqual(new Set(['fresh', 'has-left']));
  expect(told).toHaveLength(2 * COUNT);
});
