import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { createInboundSmtp, type InboundSmtp, type InboundSmtpOptions } from '../../src/adapters/inbound-smtp.js';
import { silentLogger } from '../support/determinism.js';
import { feedBounces } from '../support/feed-bounces.js';
import { addReaders } from '../support/issues-world.js';
import { BOUNCE_DOMAIN, openFeedbackWorld, type FeedbackWorld } from './feedback-world.js';
import { dsn, lines, vacation } from './reports.js';
import { dataOf, smtpTalk } from './smtp-talk.js';

let world: FeedbackWorld;
let inbound: InboundSmtp;
const MAX_BYTES = 100_000;

beforeEach(async () => {
  world = await openFeedbackWorld();
  inbound = await start(0);
});
afterEach(async () => {
  await inbound.close();
  world.remove();
});

const start = async (port: number, options: Partial<InboundSmtpOptions> = {}) =>
  createInboundSmtp({
    port,
    host: '127.0.0.1',
    feedback: world.room,
    logger: silentLogger,
    maxBytes: MAX_BYTES,
    perSecond: 10_000,
    ...options,
  });

describe('the inbound SMTP server', () => {
  test('takes a report from the null sender and says 250 after it is stored', async () => {
    const session = ['EHLO mx', 'MAIL FROM:<>', `RCPT TO:<${world.bounceAddress.toUpperCase()}>`, 'DATA'];
    const answers = await smtpTalk(inbound.port, [...session, dataOf(dsn({}))]);
    expect(answers.at(-1)).toBe('250 2.0.0 Noted');
    expect(world.bounces()).toHaveLength(1);
    expect(world.suppressions()).toHaveLength(1);
  });

  test('ends the session of who drips for ever', async () => {
    const own = await start(0, { longest: 100 });
    const socket = connect({ port: own.port, host: '127.0.0.1' });
    const drip = setInterval(() => socket.write('x'), 10);
    await new Promise<void>((resolve) => {
      // It talks to who has already hung up.
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
    clearInterval(drip);
    expect(socket.destroyed).toBe(true);
    await own.close();
  });

  test('takes an unsubscribe by mail', async () => {
    const raw = lines('From: reader@example.net', 'Subject: unsubscribe', '', '');
    const session = ['EHLO mx', 'MAIL FROM:<reader@example.net>', `RCPT TO:<${world.unsubscribeAddress}>`, 'DATA'];
    await smtpTalk(inbound.port, [...session, dataOf(raw)]);
    expect(world.states()).toContain('unsubscribed');
  });

  test('refuses strangers at RCPT and stores nothing', async () => {
    const forged = world.bounceAddress.replace(/.(?=@)/, (last) => (last === 'z' ? 'y' : 'z'));
    const answers = await smtpTalk(inbound.port, [
      'EHLO mx',
      'MAIL FROM:<>',
      `RCPT TO:<${forged}>`,
      'RCPT TO:<postmaster@bounces.example.org>',
      'DATA',
    ]);
    expect(answers[3]).toBe('550 5.1.1 No such address here');
    expect(answers[4]).toBe('550 5.1.1 No such address here');
    expect(answers[5]).toMatch(/^503/);
    expect(world.bounces()).toEqual([]);
  });

  test('offers PIPELINING and takes commands in one go, offers no AUTH', async () => {
    const [, hello] = await smtpTalk(inbound.port, ['EHLO mx']);
    expect(hello).toContain('PIPELINING');
    expect(hello).not.toMatch(/AUTH|STARTTLS/);
    const together = Buffer.from(`EHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<${world.bounceAddress}>\r\nDATA\r\n`);
    const answers = await smtpTalk(inbound.port, [
      together,
      Buffer.alloc(0),
      Buffer.alloc(0),
      Buffer.alloc(0),
      dataOf(dsn({})),
    ]);
    expect(answers.at(-1)).toBe('250 2.0.0 Noted');
  });

  test('says 451 when the database fails, and takes the same report later', async () => {
    const session = ['EHLO mx', 'MAIL FROM:<>', `RCPT TO:<${world.bounceAddress}>`, 'DATA', dataOf(dsn({}))];
    world.db.sqlite.exec(`CREATE TRIGGER full BEFORE INSERT ON bounces BEGIN SELECT raise(ABORT, 'disk'); END`);
    expect((await smtpTalk(inbound.port, session)).at(-1)).toMatch(/^451 4\.3\.0/);
    world.db.sqlite.exec('DROP TRIGGER full');
    expect((await smtpTalk(inbound.port, session)).at(-1)).toMatch(/^250/);
    expect(world.bounces()).toHaveLength(1);
  });

  test('refuses more bytes than it takes, announced or not', async () => {
    const session = ['EHLO mx', 'MAIL FROM:<>', `RCPT TO:<${world.bounceAddress}>`, 'DATA'];
    const big = Buffer.alloc(MAX_BYTES * 3, 'a line of text\r\n');
    expect((await smtpTalk(inbound.port, [...session, dataOf(big)])).at(-1)).toMatch(/^552/);
    expect((await smtpTalk(inbound.port, ['EHLO mx', `MAIL FROM:<> SIZE=${MAX_BYTES * 3}`])).at(-1)).toMatch(/^552/);
    expect(world.bounces()).toEqual([]);
  });

  test('300 bounces on ten connections are recorded once each, and once only when all come again', async () => {
    const [daily] = await world.newsletters.all();
    if (daily === undefined) throw new Error('no newsletter');
    const bounces = addReaders(world, daily, 300).map((subscriberId, n) => ({
      to: `b-${world.tokens.sign('bounce', [world.issueId, subscriberId])}@${BOUNCE_DOMAIN}`,
      raw: dsn({ recipient: `${subscriberId}@reader.example`, messageId: `bounce-${n}` }),
    }));
    const feed = async () => feedBounces({ port: inbound.port, connections: 10, bounces });
    const [first, again] = [await feed(), await feed()];
    expect(new Set([...first, ...again])).toEqual(new Set([250]));
    expect(new Set(world.bounces().map((row) => row['subscriber_id'])).size).toBe(300);
    expect(world.bounces()).toHaveLength(300);
    expect(world.suppressions()).toHaveLength(300);
  });

  test('one report to several of our addresses counts for each, and is stored for all or for none', async () => {
    const [daily] = await world.newsletters.all();
    if (daily === undefined) throw new Error('no newsletter');
    const addresses = addReaders(world, daily, 3).map(
      (id) => `b-${world.tokens.sign('bounce', [world.issueId, id])}@${BOUNCE_DOMAIN}`,
    );
    const recipients = addresses.map((address) => `RCPT TO:<${address}>`);
    const session = ['EHLO mx', 'MAIL FROM:<>', ...recipients, 'DATA', dataOf(dsn({ status: '5.2.2' }))];
    expect((await smtpTalk(inbound.port, session)).at(-1)).toMatch(/^250/);
    expect(world.bounces()).toHaveLength(3);
  });

  test('who guesses addresses is sent away', async () => {
    const guesses = Array.from({ length: 25 }, (_, n) => `RCPT TO:<guess-${n}@${BOUNCE_DOMAIN}>`);
    const answers = await smtpTalk(inbound.port, ['EHLO mx', 'MAIL FROM:<>', ...guesses]);
    expect(answers.slice(3, 22).every((answer) => answer.startsWith('550'))).toBe(true);
    expect(answers[22]).toBe('421 4.7.0 Too many unknown recipients');
    expect(answers[23]).toMatch(/closed/);
  });

  test('a loop of fifty hops, a vacation note and a bounce of a bounce make nobody send anything', async () => {
    const trace = Array.from({ length: 50 }, (_, hop) => `Received: from h${hop} by h${hop + 1}`);
    for (const raw of [Buffer.concat([lines(...trace, ''), dsn({})]), vacation(), dsn({ messageId: 'again' })]) {
      const session = ['EHLO mx', 'MAIL FROM:<>', `RCPT TO:<${world.bounceAddress}>`, 'DATA', dataOf(raw)];
      expect((await smtpTalk(inbound.port, session)).at(-1)).toMatch(/^250/);
    }
    expect(world.db.sqlite.prepare('SELECT count(*) FROM letters').pluck().get()).toBe(0);
    expect(world.bounces()).toHaveLength(1);
  });

  test('a port that is taken is named with what to do', async () => {
    await expect(start(inbound.port)).rejects.toThrow(
      `INBOUND_PORT ${inbound.port} on 127.0.0.1 is in use by another program.`,
    );
  });
});
