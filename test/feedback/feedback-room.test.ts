import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BOUNCE_DOMAIN, openFeedbackWorld, type FeedbackWorld } from './feedback-world.js';
import { arf, dsn, lines, textBounce, vacation } from './reports.js';

let world: FeedbackWorld;
beforeEach(async () => {
  world = await openFeedbackWorld();
});
afterEach(() => world.remove());

const bounce = async (raw: Uint8Array, envelopeFrom = '') =>
  world.room.receive({ envelopeFrom, envelopeTo: world.bounceAddress, raw });
const unsubscribe = async (raw: Uint8Array, envelopeFrom = 'reader@example.net') =>
  world.room.receive({ envelopeFrom, envelopeTo: world.unsubscribeAddress, raw });

describe('who is taken in', () => {
  test('only addresses with our signature, in any case', () => {
    expect(world.room.accepts(world.bounceAddress)).toBe(true);
    expect(world.room.accepts(world.bounceAddress.toUpperCase())).toBe(true);
    expect(world.room.accepts(world.unsubscribeAddress)).toBe(true);
  });

  test('nobody else', () => {
    const forged = world.bounceAddress.replace(/.(?=@)/, (last) => (last === 'z' ? 'y' : 'z'));
    const other = world.bounceAddress.replace(world.subscriberId, world.newId());
    const swapped = world.bounceAddress.replace(/^b-/, 'u-');
    const elsewhere = world.bounceAddress.replace(BOUNCE_DOMAIN, 'example.com');
    const others = [forged, other, swapped, elsewhere, `postmaster@${BOUNCE_DOMAIN}`, `b-@${BOUNCE_DOMAIN}`, '', 'b-x'];
    expect(others.filter((address) => world.room.accepts(address))).toEqual([]);
  });

  test('a thousand guesses of the right form hit nothing', () => {
    const { tokens, issueId, subscriberId } = world;
    const body = `1${issueId}${subscriberId}`;
    const hits = Array.from(
      { length: 1_000 },
      (_, n) => `b-${body}${tokens.digest('guess', String(n))}@${BOUNCE_DOMAIN}`,
    );
    expect(hits.filter((address) => world.room.accepts(address))).toEqual([]);
  });

  test('mail that was let in for a forged address stores nothing', async () => {
    const envelopeTo = world.bounceAddress.replace('b-1', 'b-2');
    await world.room.receive({ envelopeFrom: '', envelopeTo, raw: dsn({}) });
    expect(world.bounces()).toEqual([]);
  });
});

describe('bounces', () => {
  test('a hard bounce suppresses the reader the token names, not the one the text names', async () => {
    await bounce(dsn({ recipient: 'victim@example.com', diagnostic: '550 5.1.1 <victim@example.com>: User unknown' }));
    expect(world.bounces()).toMatchObject([
      {
        class: 'hard',
        reason: 'unknown-user',
        status: '5.1.1',
        channel: 'mail',
        issue_id: world.issueId,
        subscriber_id: world.subscriberId,
        diagnostic: '550 5.1.1 <***@example.com>: User unknown',
        raw: expect.stringContaining('Final-Recipient: rfc822; ***@example.com'),
      },
    ]);
    expect(world.suppressions()).toMatchObject([
      { email: 'reader@example.net', reason: 'unknown-user', source: 'bounce', issue_id: world.issueId },
    ]);
  });

  test('the same report again, with other trace headers, counts once', async () => {
    const report = dsn({});
    await bounce(report);
    await world.subscribers.liftSuppression('reader@example.net', { reason: 'They asked' });
    await bounce(Buffer.concat([lines('Received: from a by b; Sun, 22 Nov 2026 06:00:00 +0000', ''), report]));
    expect(world.bounces()).toHaveLength(1);
    expect(world.suppressions()).toEqual([]);
  });

  test('soft and delayed reports are noted and change nothing for the reader', async () => {
    await bounce(dsn({ status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full', messageId: 'one' }));
    await bounce(dsn({ status: '4.4.1', action: 'delayed', messageId: 'two' }));
    expect(new Set(world.bounces().map((row) => row['class']))).toEqual(new Set(['delayed', 'soft']));
    expect(world.suppressions()).toEqual([]);
    expect(world.states()).toEqual(['active', 'active']);
  });

  test('of several recipients in one report, the reader decides; of strangers, the mildest', async () => {
    await bounce(dsn({ recipient: 'other@example.com', status: '5.2.2' }, { recipient: 'reader@example.net' }));
    expect(world.bounces()).toMatchObject([{ class: 'hard' }]);
    await bounce(
      dsn({ recipient: 'a@example.com', messageId: 'two' }, { recipient: 'b@example.com', status: '4.2.2' }),
    );
    expect(world.bounces().map((row) => row['class'])).toContain('soft');
  });

  test('plain text suppresses when a mail system wrote it, and is only noted when a person did', async () => {
    await bounce(textBounce(), 'someone@example.net');
    expect(world.bounces()).toMatchObject([{ class: 'hard' }]);
    expect(world.suppressions()).toEqual([]);
    const again = Buffer.from(textBounce().toString().replace('text-1@', 'text-2@'));
    await bounce(again, '');
    expect(world.suppressions()).toHaveLength(1);
  });

  test('a complaint suppresses and leaves every newsletter', async () => {
    await bounce(arf());
    expect(world.states()).toEqual(['unsubscribed', 'unsubscribed']);
    expect(world.suppressions()).toMatchObject([{ reason: 'abuse', source: 'complaint' }]);
    const { consents } = await world.subscribers.lookUp('reader@example.net').then((found) => {
      if (!found.ok) throw new Error(found.refusal.detail);
      return found.value;
    });
    expect(consents.filter((consent) => consent.action === 'complaint')).toHaveLength(2);
  });

  test('an authentication report is no complaint', async () => {
    await bounce(arf('auth-failure'));
    expect(world.suppressions()).toEqual([]);
    expect(world.states()).toEqual(['active', 'active']);
  });

  test('what nobody can read is kept for the operator, without addresses', async () => {
    await bounce(lines('From: x@example.net', 'Subject: hm', '', 'Call reader@example.net back.'));
    expect(world.bounces()).toMatchObject([{ class: 'unknown', reason: 'unreadable' }]);
    expect(String(world.bounces()[0]?.['raw'])).toContain('***@example.net');
    expect(String(world.bounces()[0]?.['raw'])).not.toContain('reader@');
  });

  test('an answering machine leaves no trace', async () => {
    await bounce(vacation(), 'reader@example.net');
    expect(world.bounces()).toEqual([]);
  });

  test('a mail that went round fifty times is dropped', async () => {
    const trace = Array.from({ length: 50 }, (_, hop) => `Received: from h${hop} by h${hop + 1}`);
    await bounce(Buffer.concat([lines(...trace, ''), dsn({})]));
    expect(world.bounces()).toEqual([]);
  });
});

describe('the ledger', () => {
  test('an accepted delivery stays accepted: the bounce is counted beside it', async () => {
    await bounce(dsn({}));
    expect(world.delivery()).toEqual({ state: 'accepted', by: null });
  });

  test.each([
    ['in_doubt', 1],
    ['held', 1],
    ['pending', 1],
    ['deferred', 1],
  ])('a report proves that a delivery %s after a doubt was accepted', async (state, doubts) => {
    world.setDelivery(state, doubts);
    await bounce(dsn({ status: '4.4.1', action: 'delayed' }));
    expect(world.delivery()).toEqual({ state: 'accepted', by: 'report' });
    const events = world.db.sqlite.prepare('SELECT event, detail FROM delivery_events').all();
    expect(events).toEqual([{ event: 'resolved_accepted', detail: 'report' }]);
  });

  test.each([
    ['pending', 0],
    ['sending', 1],
    ['failed', 1],
    ['skipped', 0],
  ])('a delivery that is %s with %d doubts is left alone', async (state, doubts) => {
    world.setDelivery(state, doubts);
    await bounce(dsn({}));
    expect(world.delivery().state).toBe(state);
  });

  test('an answering machine is evidence too', async () => {
    world.setDelivery('in_doubt', 1);
    await bounce(vacation(), 'reader@example.net');
    expect(world.delivery().state).toBe('accepted');
  });

  test('a failing transaction leaves neither bounce nor suppression', async () => {
    world.db.sqlite.exec(
      `CREATE TRIGGER no_suppression BEFORE INSERT ON suppressions BEGIN SELECT raise(ABORT, 'disk'); END`,
    );
    // The SQLite addon keeps the error class of jest's first realm, so this is no instance of the test's own Error.
    await expect(bounce(dsn({}))).rejects.toMatchObject({ message: 'disk' });
    expect(world.bounces()).toEqual([]);
    world.db.sqlite.exec('DROP TRIGGER no_suppression');
    await bounce(dsn({}));
    expect(world.suppressions()).toHaveLength(1);
  });
});

const mail = (...headers: string[]) => lines('From: reader@example.net', 'Subject: unsubscribe', ...headers, '', '');

describe('unsubscribe by mail', () => {
  test('leaves the newsletter the token names', async () => {
    await unsubscribe(mail());
    expect(world.states().toSorted()).toEqual(['active', 'unsubscribed']);
  });

  test('not when a machine or a mail system answered', async () => {
    await unsubscribe(mail('Auto-Submitted: auto-replied'));
    await unsubscribe(mail(), '');
    expect(world.states()).toEqual(['active', 'active']);
  });

  test('"Auto-Submitted: no" is a person', async () => {
    await unsubscribe(mail('Auto-Submitted: no'));
    expect(world.states()).toContain('unsubscribed');
  });
});
