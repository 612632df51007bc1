import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { createInboundSmtp, type InboundSmtp } from '../../src/adapters/inbound-smtp.js';
import { createCommitQueue } from '../../src/adapters/mailbox/commit-queue.js';
import { createMailbox, type RunningMailbox } from '../../src/adapters/mailbox/create-mailbox.js';
import { openMailFile } from '../../src/adapters/mailbox/mail-file.js';
import { openFeedbackWorld, type FeedbackWorld } from '../feedback/feedback-world.js';
import { lines } from '../feedback/reports.js';
import { dataOf, smtpTalk, until } from '../feedback/smtp-talk.js';
import { fakeClock, silentLogger, testIds } from '../support/determinism.js';

let folder: string;
let running: RunningMailbox;
const clock = fakeClock();
const newId = testIds(clock);

const open = async (inbound?: { host: string; port: number }) =>
  createMailbox({
    file: join(folder, 'mailbox.sqlite'),
    smtpPort: 0,
    host: '127.0.0.1',
    clock,
    newId,
    logger: silentLogger,
    ...(inbound === undefined ? {} : { inbound }),
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-mailbox-'));
  running = await open();
});
afterEach(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const MAIL = lines(
  'From: =?utf-8?Q?Die_Zeitung_=C3=BC?= <daily@example.org>',
  'To: reader@example.net',
  'Subject: =?utf-8?B?R3Vl?= Morning',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=cut',
  '',
  '--cut',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello in text',
  '--cut',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Hello in <b>HTML</b></p>',
  '--cut--',
  '',
);

const send = async (to: string, raw = MAIL, from = 'b-token@bounces.example.org') =>
  smtpTalk(running.port, ['EHLO me', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', dataOf(raw)]);

const row = (n: number) => ({
  id: `id${n}`,
  receivedAt: n,
  envelopeFrom: '',
  envelopeTo: `r${n}@example.net`,
  raw: MAIL,
});

describe('the built-in mailbox', () => {
  test('stores a mail before it says 250, and shows it taken apart', async () => {
    expect((await send('reader@example.net')).at(-1)).toBe('250 2.0.0 Stored');
    const [entry] = await running.mailbox.list({ limit: 10 });
    expect(entry).toMatchObject({
      from: 'Die Zeitung ü <daily@example.org>',
      to: 'reader@example.net',
      receivedAt: clock.now(),
    });
    const mail = await running.mailbox.find(entry?.id ?? '');
    expect(mail).toMatchObject({ envelopeFrom: 'b-token@bounces.example.org', subject: entry?.subject });
    expect(mail?.text).toContain('Hello in text');
    expect(mail?.html).toContain('<b>HTML</b>');
    expect(mail?.headers).toContainEqual({ name: 'To', value: 'reader@example.net' });
    expect(mail?.raw.startsWith('From: =?utf-8')).toBe(true);
  });

  test('finds by a part of the recipient, newest first', async () => {
    await send('ana@example.net');
    await send('ben@example.net');
    await send('Ana@example.com');
    const found = await running.mailbox.list({ to: 'ana@', limit: 10 });
    expect(found.map((entry) => entry.to)).toEqual(['Ana@example.com', 'ana@example.net']);
    expect(await running.mailbox.list({ to: '%', limit: 10 })).toEqual([]);
    expect(await running.mailbox.count()).toBe(3);
  });

  test('keeps its mail over a restart', async () => {
    await send('reader@example.net');
    await running.close();
    running = await open();
    expect(await running.mailbox.count()).toBe(1);
  });

  test('a broken mail still shows its source', async () => {
    const broken = Buffer.from('no header at all \u00ff\u0000 Content-Type: multipart/mixed');
    await send('reader@example.net', broken);
    const [entry] = await running.mailbox.list({ limit: 1 });
    expect((await running.mailbox.find(entry?.id ?? ''))?.raw).toContain('no header at all');
    expect(await running.mailbox.find('nothing')).toBeUndefined();
  });

  test('takes hundreds of mails over ten connections, each stored before its 250', async () => {
    const count = 300;
    const transport = createTransport({
      host: '127.0.0.1',
      port: running.port,
      pool: true,
      maxConnections: 10,
      ignoreTLS: true,
    });
    const to = Array.from({ length: count }, (_, n) => `r${n}@example.net`);
    await Promise.all(
      to.map(async (address) => transport.sendMail({ envelope: { from: 'a@example.org', to: [address] }, raw: MAIL })),
    );
    transport.close();
    const stored = await running.mailbox.list({ limit: count });
    expect(new Set(stored.map((entry) => entry.to))).toEqual(new Set(to));
  });
});

describe('the commit queue', () => {
  test('stores what arrives together in one commit', async () => {
    const commits: number[] = [];
    const queue = createCommitQueue({ insert: (rows) => void commits.push(rows.length) });
    await Promise.all(Array.from({ length: 50 }, async (_, n) => queue.store([row(n)])));
    await queue.store([row(51)]);
    expect(commits).toEqual([50, 1]);
  });

  test('a failed commit fails each mail in it, and the next one is tried again', async () => {
    let broken = true;
    const queue = createCommitQueue({
      insert: () => {
        if (broken) throw new Error('disk full');
      },
    });
    const results = await Promise.allSettled([queue.store([row(1)]), queue.store([row(2)])]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    broken = false;
    await expect(queue.store([row(3)])).resolves.toBeUndefined();
  });
});

test('only the newest mails are kept', () => {
  const file = openMailFile(join(folder, 'small.sqlite'), 3);
  file.insert([1, 2].map(row));
  file.insert([3, 4, 5].map(row));
  expect(file.list({ limit: 10 }).map((entry) => entry.id)).toEqual(['id5', 'id4', 'id3']);
  file.close();
});

describe('rehearsal addresses', () => {
  test.each([
    ['bounce@example.net', '550 5.1.1 User unknown'],
    ['Bounce-7@example.net', '550 5.1.1 User unknown'],
    ['full@example.net', '452 4.2.2 Mailbox full'],
    ['blocked+x@example.net', '550 5.7.1 Blocked by policy'],
  ])('%s is refused at RCPT: %s', async (to, answer) => {
    expect((await send(to))[3]).toBe(answer);
    expect(await running.mailbox.count()).toBe(0);
  });

  test('names that only begin alike are readers', async () => {
    expect((await send('fuller@example.net')).at(-1)).toMatch(/^250/);
    expect((await send('blockedoors@example.net')).at(-1)).toMatch(/^250/);
  });
});

describe('bounce-later', () => {
  let world: FeedbackWorld;
  let inbound: InboundSmtp;
  beforeEach(async () => {
    world = await openFeedbackWorld();
    const { room: feedback } = world;
    inbound = await createInboundSmtp({ port: 0, host: '127.0.0.1', feedback, logger: silentLogger, maxBytes: 1e6 });
    await running.close();
    running = await open({ host: '127.0.0.1', port: inbound.port });
  });
  afterEach(async () => {
    await inbound.close();
    world.remove();
  });

  test('is taken, and an RFC 3464 report comes back that suppresses the reader of the token', async () => {
    expect((await send('bounce-later@example.net', MAIL, world.bounceAddress)).at(-1)).toMatch(/^250/);
    const bounces = await until(() => (world.bounces().length > 0 ? world.bounces() : undefined));
    expect(bounces).toMatchObject([{ class: 'hard', reason: 'unknown-user', status: '5.1.1' }]);
    expect(world.suppressions()).toHaveLength(1);
    expect(await running.mailbox.count()).toBe(1);
  });
});
