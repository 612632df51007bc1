import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHookStore } from '../../../db/hook-store.js';
import { createImapReader, type ImapReader, type ImapReaderDeps } from '../../../src/adapters/imap-reader.js';
import { createMailboxTaker } from '../../../src/feedback/read-mailbox.js';
import type { Logger } from '../../../src/kernel/logger.js';
import { BOUNCE_DOMAIN, openFeedbackWorld, type FeedbackWorld } from '../../feedback/feedback-world.js';
import { dsn, lines, vacation } from '../../feedback/reports.js';
import { waitFor } from '../../support/wait-for.js';
import { hasDovecot, startDovecot, type Dovecot, type Mailbox } from './dovecot.js';

if (!hasDovecot) console.info('Left out, because dovecot-imapd is not installed: the bounce mailbox.');

let server: Dovecot;
let mailbox: Mailbox;
let world: FeedbackWorld;
let reader: ImapReader | undefined;
let logged: string[];
let users = 0;

beforeAll(async () => {
  if (hasDovecot) server = await startDovecot();
});
afterAll(async () => {
  if (hasDovecot) await server.stop();
});
beforeEach(async () => {
  if (!hasDovecot) return;
  users += 1;
  mailbox = server.mailboxOf(`bounces-${users}`);
  world = await openFeedbackWorld();
  logged = [];
});
afterEach(async () => {
  if (!hasDovecot) return;
  await reader?.close();
  reader = undefined;
  world.remove();
});

const taker = () => {
  const { db, room: inbound, tokens, clock } = world;
  const seen = createHookStore({ db });
  return createMailboxTaker({ inbound, seen, tokens, clock, bounceDomain: BOUNCE_DOMAIN });
};

const write = (event: string, fields = {}) => void logged.push(`${event} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: write, info: write, warn: write, error: write };

function start(change: Partial<ImapReaderDeps> = {}): void {
  reader = createImapReader({ settings: mailbox.settings, take: taker(), logger, firstWait: 20, ...change });
}

/** As a mail server puts it into a mailbox. */
const delivered = (mail: Buffer, from = '<>', to = world.bounceAddress) =>
  Buffer.concat([lines(`Return-Path: ${from}`, `Delivered-To: ${to}`, ''), mail]);
const settled = async (folders: Record<string, number>) =>
  waitFor(`${JSON.stringify(folders)} in ${JSON.stringify(logged)}`, async () => {
    const counts = await mailbox.counts();
    return Object.entries(folders).every(([folder, count]) => counts[folder] === count);
  });

const take = async (...header: string[]) => taker()(Buffer.concat([lines(...header, ''), dsn({})]));
const described = hasDovecot ? describe : describe.skip;

described('the bounce mailbox', () => {
  test('what lies there is taken and moved; what nobody understands goes elsewhere', async () => {
    await mailbox.put(
      delivered(dsn({ messageId: 'one' })),
      delivered(vacation(), '<reader@example.net>'),
      delivered(lines('From: somebody@example.net', 'Subject: Hello', '', 'Who are you?'), '<somebody@example.net>'),
      lines('From: spam@example.net', 'To: info@example.org', 'Subject: Win', '', 'Money'),
    );
    start();
    await settled({ INBOX: 0, Handled: 2, Unknown: 2 });
    expect(world.bounces().map((row) => row['class'])).toEqual(expect.arrayContaining(['hard', 'unknown']));
    expect(world.suppressions()).toHaveLength(1);
  });

  test('a mail that comes is taken at once, without a look at the clock', async () => {
    start();
    await settled({ INBOX: 0, Handled: 0 });
    await mailbox.put(delivered(dsn({})));
    await settled({ INBOX: 0, Handled: 1 });
    await mailbox.put(delivered(dsn({ messageId: 'two' })), delivered(dsn({ messageId: 'three' })));
    await settled({ INBOX: 0, Handled: 3 });
    expect(world.bounces()).toHaveLength(3);
  });

  test('after a crash between commit and move a mail is read again and counts once', async () => {
    const takeOnce = taker();
    let crashes = 0;
    await mailbox.put(
      delivered(dsn({})),
      delivered(
        lines('From: r@example.net', 'Subject: unsubscribe', '', ''),
        '<r@example.net>',
        world.unsubscribeAddress,
      ),
    );
    start({
      take: async (raw) => {
        const taken = await takeOnce(raw);
        crashes += 1;
        if (crashes <= 2) throw new Error('The power failed.');
        return taken;
      },
    });
    await settled({ INBOX: 0, Handled: 2 });
    expect(crashes).toBeGreaterThan(2);
    expect(world.bounces()).toHaveLength(1);
    expect(world.db.sqlite.prepare(`SELECT count(*) FROM consents WHERE action = 'unsubscribe'`).pluck().get()).toBe(1);
  });

  test('a server that goes away is found again', async () => {
    start();
    await settled({ INBOX: 0, Handled: 0 });
    await server.restart();
    await mailbox.put(delivered(dsn({})));
    await settled({ INBOX: 0, Handled: 1 });
    expect(world.bounces()).toHaveLength(1);
  });

  test('a wrong password is tried again, and not told to the log', async () => {
    start({ settings: { ...mailbox.settings, pass: 'not-the-password' } });
    await waitFor('two tries', () => logged.filter((line) => line.startsWith('imap.failed')).length >= 2, 20_000);
    expect(logged.join('\n')).not.toContain('not-the-password');
  });

  test('no password crosses a connection that was to be encrypted and is not', async () => {
    await mailbox.put(delivered(dsn({})));
    start({ settings: { ...mailbox.settings, tls: 'required' } });
    await waitFor('a failure', () => logged.some((line) => line.startsWith('imap.failed')));
    expect(await mailbox.counts()).toEqual({ INBOX: 1 });
  });
});

described('whom a mail in a mailbox is about', () => {
  test.each(['X-Original-To', 'Delivered-To', 'Envelope-To', 'To'])('%s', async (field) => {
    expect(await take(`${field}: Bounces <${world.bounceAddress.toUpperCase()}>`)).toBe('handled');
    expect(world.bounces()).toMatchObject([{ subscriber_id: world.subscriberId }]);
  });

  test('a copy of our own mail makes nobody leave', async () => {
    const copy = lines('To: info@example.org', `List-Unsubscribe: <mailto:${world.unsubscribeAddress}>`, '', 'News');
    expect(await taker()(copy)).toBe('unknown');
    expect(world.states()).toEqual(['active', 'active']);
  });

  test('the mail it returns, when the address is gone', async () => {
    const token = world.tokens.sign('bounce', [world.issueId, world.subscriberId]);
    const report = dsn({})
      .toString()
      .replace(/^To: <b-token.*$/m, 'To: info@example.org\r')
      .replace('Subject: Your morning', `X-Pressrun-Delivery: ${token}`);
    expect(await taker()(Buffer.from(report))).toBe('handled');
    expect(world.bounces()).toMatchObject([{ class: 'hard', issue_id: world.issueId }]);
  });
});
