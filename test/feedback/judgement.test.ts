import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../src/kernel/refusal.js';
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.js';
import { openFeedbackWorld, BOUNCE_DOMAIN, type FeedbackWorld } from './feedback-world.js';
import { arf, dsn } from './reports.js';

let world: FeedbackWorld;
beforeEach(async () => {
  world = await openFeedbackWorld();
});
afterEach(() => world.remove());

let count = 0;
/** A report about an issue of that day, with the words of a server. */
async function comesBack(
  issueId: string,
  status: string,
  diagnostic: string,
  reader = world.subscriberId,
): Promise<void> {
  const token = world.tokens.sign('bounce', [issueId, reader]);
  const raw = dsn({ status, diagnostic, messageId: `report-${count++}` });
  await world.room.receive({ envelopeFrom: '', envelopeTo: `b-${token}@${BOUNCE_DOMAIN}`, raw });
}
const isFull = async (issueId: string) => comesBack(issueId, '5.2.2', '552 5.2.2 Mailbox full');

let readers = 0;
/** Another reader of the same provider. */
function anotherReader(): string {
  const id = world.newId();
  const email = `r${readers++}@example.net`;
  world.db.sqlite
    .prepare(
      'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (@id, @email, @email, @id, 0)',
    )
    .run({ id, email });
  return id;
}

/** The next morning's issue, taken by the relay. */
function nextIssue(): string {
  world.clock.advance(DAY);
  const id = world.newId();
  const at = world.clock.now();
  world.db.sqlite
    .prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, edited,
         candidates_since, content_hash, created_at, updated_at)
       VALUES (?, ?, 'digest', ?, ?, ?, 'done', 'Morning', '', 0, 0, 'hash', ?, ?)`,
    )
    .run(id, world.newsletterId, String(at), String(at), String(at), at, at);
  world.db.sqlite
    .prepare(
      `INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, attempt, fence, accepted_at, updated_at)
       VALUES (?, ?, 0, 'all', 'accepted', 1, 1, ?, ?)`,
    )
    .run(id, world.subscriberId, at, at);
  return id;
}

describe('failures of a mailbox', () => {
  test('suppress on the third distinct day', async () => {
    await isFull(nextIssue());
    await isFull(nextIssue());
    expect(world.suppressions()).toEqual([]);
    await isFull(nextIssue());
    expect(world.suppressions()).toMatchObject([{ reason: 'mailbox-full', source: 'bounce' }]);
  });

  test('of one day are one, however many reports come', async () => {
    const issue = nextIssue();
    for (let report = 0; report < 5; report++) await isFull(issue);
    expect(world.suppressions()).toEqual([]);
  });

  test('are forgotten once a message got through', async () => {
    await isFull(nextIssue());
    await isFull(nextIssue());
    nextIssue();
    await isFull(nextIssue());
    await isFull(nextIssue());
    expect(world.suppressions()).toEqual([]);
    await isFull(nextIssue());
    expect(world.suppressions()).toHaveLength(1);
  });

  test('that are reported days later are not mistaken for messages that got through', async () => {
    const issues = [nextIssue(), nextIssue(), nextIssue(), nextIssue(), nextIssue()];
    for (const issue of issues.slice(0, 3)) {
      await isFull(issue);
      world.clock.advance(DAY);
    }
    expect(world.suppressions()).toHaveLength(1);
  });

  test('are not forgotten because of an issue whose delay was told', async () => {
    await isFull(nextIssue());
    await isFull(nextIssue());
    const token = world.tokens.sign('bounce', [nextIssue(), world.subscriberId]);
    const raw = dsn({ status: '4.4.1', action: 'delayed', messageId: `report-${count++}` });
    await world.room.receive({ envelopeFrom: '', envelopeTo: `b-${token}@${BOUNCE_DOMAIN}`, raw });
    await isFull(nextIssue());
    expect(world.suppressions()).toEqual([]);
  });

  test('outside the window do not count', async () => {
    await isFull(nextIssue());
    await isFull(nextIssue());
    world.clock.advance(29 * DAY);
    await isFull(nextIssue());
    expect(world.suppressions()).toEqual([]);
  });

  test('count as the newsroom says', async () => {
    orThrow(await world.newsletters.updateNewsroom({ softBounces: { days: 1 } }));
    await isFull(nextIssue());
    expect(world.suppressions()).toHaveLength(1);
  });

  test('before a person lifted the suppression count no more', async () => {
    for (let day = 0; day < 3; day++) await isFull(nextIssue());
    orThrow(
      await world.subscribers.liftSuppression('reader@example.net', { reason: 'They wrote that it works again' }),
    );
    await isFull(nextIssue());
    expect(world.suppressions()).toEqual([]);
  });
});

describe('refusals of us', () => {
  const UNAUTHENTICATED = [
    '5.7.515',
    '550 5.7.515 Access denied, sending domain does not meet the required level',
  ] as const;
  const BLOCKED = '550 5.7.1 Service unavailable; client [192.0.2.5] blocked using a block list';

  test.each([
    ['5.7.1', BLOCKED],
    ['5.7.1', '550 5.7.1 Message refused by local policy'],
    ['5.7.26', "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy"],
    ['5.7.1', '550 5.7.1 looks like spam'],
    ['5.3.4', '552 5.3.4 Message size exceeds fixed limit'],
  ])('never count against the reader: %s %s', async (status, said) => {
    for (let day = 0; day < 5; day++) await comesBack(nextIssue(), status, said);
    expect(world.bounces()).toHaveLength(5);
    expect(world.suppressions()).toEqual([]);
  });

  test('pause the provider and tell the editors when they are many within an hour', async () => {
    for (let report = 0; report < 10; report++) await comesBack(world.issueId, '5.7.1', BLOCKED, anotherReader());
    expect(await world.holds.current(world.clock.now())).toEqual([]);
    await comesBack(world.issueId, '5.7.1', BLOCKED, anotherReader());
    expect(await world.holds.current(world.clock.now())).toMatchObject([{ domain: 'example.net' }]);
    expect(world.notices).toMatchObject([{ heading: 'example.net sends our mail back' }]);
    expect(world.notices[0]?.paragraphs.join(' ')).toContain('blocked using a block list');
  });

  test('do not add up over days', async () => {
    for (let report = 0; report < 20; report++) {
      await comesBack(world.issueId, '5.7.1', BLOCKED, anotherReader());
      world.clock.advance(HOUR + MINUTE);
    }
    expect(world.notices).toEqual([]);
  });

  test('of one reader pause nobody, however many they write', async () => {
    for (let report = 0; report < 30; report++) {
      await comesBack(world.issueId, '5.7.1', BLOCKED);
      await comesBack(world.issueId, ...UNAUTHENTICATED);
    }
    expect(world.bounces()).toHaveLength(60);
    expect(await world.holds.current(world.clock.now())).toEqual([]);
  });

  test('pause at the third reader when our mail counts as not authenticated', async () => {
    for (const reader of [anotherReader(), anotherReader()]) await comesBack(world.issueId, ...UNAUTHENTICATED, reader);
    expect(await world.holds.current(world.clock.now())).toEqual([]);
    await comesBack(world.issueId, ...UNAUTHENTICATED);
    expect(await world.holds.current(world.clock.now())).toHaveLength(1);
    expect(world.notices[0]?.paragraphs.join(' ')).toContain('SPF, DKIM and DMARC');
  });
});

const explain = async () => orThrow(await world.subscribers.explainSuppression('reader@example.net'));

describe('why a reader is suppressed', () => {
  test('is answered with the message that came back, without addresses and without anybody’s links', async () => {
    const token = world.tokens.sign('unsubscribe', [world.subscriberId, world.newsletterId]);
    const report = dsn({ diagnostic: '550 5.1.1 <reader@example.net>: User unknown' }).toString();
    const raw = Buffer.from(
      report.replace('Subject: Your morning', `List-Unsubscribe: <https://news.example/unsubscribe/${token}>`),
    );
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw });
    const { suppression, evidence } = await explain();
    expect(suppression).toMatchObject({ reason: 'unknown-user', source: 'bounce' });
    expect(evidence).toMatchObject({ channel: 'mail', class: 'hard', status: '5.1.1' });
    expect(evidence?.message).toContain('550 5.1.1 <***@example.net>: User unknown');
    expect(evidence?.message).not.toContain('reader@');
    expect(evidence?.message).not.toContain(token);
  });

  test('keeps the message small', async () => {
    const raw = Buffer.from(dsn({}).toString().replace('We are sorry', 'x'.repeat(200_000)));
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw });
    expect((await explain()).evidence?.message?.length).toBeLessThanOrEqual(16 * 1024);
  });

  test('outlives an erasure without what comes afterwards, too', async () => {
    orThrow(await world.subscribers.erase(world.tokens.sign('owner', [world.subscriberId, world.newId()])));
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: dsn({}) });
    expect(world.bounces()).toMatchObject([{ class: 'hard', raw: null, diagnostic: null, domain: null }]);
  });

  test('keeps the start of a header, however long it is', async () => {
    const raw = dsn({})
      .toString()
      .replace('Subject: ', `Subject: ${'s'.repeat(200_000)} `);
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: Buffer.from(raw) });
    const message = (await explain()).evidence?.message ?? '';
    expect(message).toMatch(/^subject: s{998}$/m);
    expect(message).toContain('5.1.1');
  });

  test('names the person’s words when a person did it', async () => {
    orThrow(await world.subscribers.suppress({ email: 'reader@example.net', detail: 'Asked by phone' }, 'desk'));
    expect(await explain()).toMatchObject({
      suppression: { source: 'desk', detail: 'Asked by phone' },
      evidence: null,
    });
  });

  test('outlives the reader’s erasure without the message, and an import does not revive them', async () => {
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: arf() });
    orThrow(await world.subscribers.erase(world.tokens.sign('owner', [world.subscriberId, world.newId()])));
    expect(await explain()).toMatchObject({
      suppression: { reason: 'abuse', email: null },
      evidence: { class: 'complaint', message: null },
    });
    const imported = {
      email: 'reader@example.net',
      newsletters: ['daily'],
      consent: { text: 'I want it' },
      confirmed: true,
    };
    await world.subscribers.addConfirmed(imported, { ip: null, userAgent: null, source: 'import' });
    expect((await explain()).suppression.reason).toBe('abuse');
  });

  test('is a refusal in words for an address that is not', async () => {
    expect(await world.subscribers.explainSuppression('reader@example.net')).toMatchObject({
      refusal: { code: 'suppression.unknown', kind: 'unknown' },
    });
  });
});

describe('lifting', () => {
  test('revives no reader who complained by an import with an older consent', async () => {
    const visitor = { ip: null, userAgent: null, source: 'import' };
    const at = world.clock.now();
    world.clock.advance(DAY);
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: arf() });
    orThrow(await world.subscribers.liftSuppression('reader@example.net', { reason: 'Asked by phone' }));
    const reader = { email: 'reader@example.net', newsletters: ['daily'] };
    orThrow(await world.subscribers.subscribe(reader, { ...visitor, source: 'form' }));
    expect(world.states()).toContain('pending');
    const imported = await world.subscribers.addConfirmed(
      { ...reader, consent: { text: 'I want it', at }, confirmed: true },
      visitor,
    );
    expect(orThrow(imported)).toMatchObject({ keptOut: true });
    expect(world.states()).not.toContain('active');
  });

  test('needs a reason', async () => {
    orThrow(await world.subscribers.suppress({ email: 'reader@example.net' }, 'desk'));
    const refused = { refusal: { code: 'suppression.invalid', errors: [{ field: 'reason' }] } };
    expect(await world.subscribers.liftSuppression('reader@example.net', {})).toMatchObject(refused);
    expect(await world.subscribers.liftSuppression('reader@example.net', { reason: ' ' })).toMatchObject(refused);
    expect(world.suppressions()).toHaveLength(1);
  });
});
