import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createNumbersStore } from '../../db/numbers-store.js';
import { alarmWords } from '../../src/feedback/numbers/alarm-rules.js';
import { providerOf } from '../../src/feedback/numbers/mailbox-provider.js';
import { openNumbers, type FeedbackNumbers } from '../../src/feedback/numbers/open-numbers.js';
import { findAlarms } from '../../src/feedback/numbers/find-alarms.js';
import { createFeedbackWatch } from '../../src/feedback/numbers/watch-feedback.js';
import { DAY } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import { silentLogger } from '../support/determinism.js';
import { storeBounces, type Alike } from '../support/store-bounces.js';
import { openFeedbackWorld, type FeedbackWorld } from './feedback-world.js';
import { arf, dsn } from './reports.js';

let world: FeedbackWorld;
let numbers: FeedbackNumbers;
let watch: () => Promise<void>;

beforeEach(async () => {
  world = await openFeedbackWorld();
  const { db, clock } = world;
  db.sqlite.prepare('UPDATE issues SET started_at = created_at').run();
  const numbersStore = createNumbersStore({ db });
  numbers = openNumbers({ numbers: numbersStore, clock });
  watch = createFeedbackWatch({
    numbers: numbersStore,
    notices: { tell: async (notice) => void (isTold(notice) || world.notices.push(notice)) },
    clock,
    logger: silentLogger,
    baseUrl: '',
  });
});
afterEach(() => world.remove());

const isTold = ({ key }: EditorNotice): boolean => world.notices.some((notice) => notice.key === key);

const store = (...kinds: readonly Alike[]) => storeBounces(world, world.issueId, kinds);

/** Makes the issue one of `count` accepted mails to a domain. */
function sent(count: number, domain: string): void {
  const { db, issueId } = world;
  const reader = db.sqlite.prepare(
    'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (@id, @email, @email, @id, 0)',
  );
  const delivery = db.sqlite.prepare(
    `INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, attempt, fence, updated_at)
     VALUES (?, ?, 0, 'all', 'accepted', 1, 1, 0)`,
  );
  db.write(() => {
    for (let n = 0; n < count; n++) {
      const id = world.newId();
      reader.run({ id, email: `${id}@${domain}` });
      delivery.run(issueId, id);
    }
  });
}

describe('numbers', () => {
  test('a mail that came in is counted by class, provider, day and reason', async () => {
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: dsn({}) });
    await world.room.receive({ envelopeFrom: '', envelopeTo: world.bounceAddress, raw: arf() });
    expect(await numbers.ofIssue(world.issueId)).toMatchObject({
      total: { hard: 1, complaint: 1, soft: 0 },
      days: [{ day: '2026-11-22', hard: 1, complaint: 1 }],
      providers: [{ provider: 'example.net', hard: 1, complaint: 1 }],
      reasons: expect.arrayContaining([{ class: 'hard', reason: 'unknown-user', count: 1 }]),
    });
  });

  test('blocks are told apart from full mailboxes; providers by name, whatever the domain', async () => {
    store(
      { class: 'soft', reason: 'blocked', domain: 'hotmail.co.uk', count: 3 },
      { class: 'soft', reason: 'mailbox-full', domain: 'outlook.com', count: 2 },
      { class: 'hard', reason: 'unknown-user', domain: null, count: 1 },
    );
    expect(await numbers.ofIssue(world.issueId)).toMatchObject({
      total: { hard: 1, soft: 2, block: 3 },
      providers: [
        { provider: 'Microsoft', block: 3, soft: 2 },
        { provider: 'not known', hard: 1 },
      ],
    });
  });

  test('whoever leaves is counted, whatever way', async () => {
    const { db, subscriberId: id, newsletterId, clock } = world;
    const visitor = { ip: null, userAgent: null, source: 'form' };
    orThrow(
      await world.subscribers.savePreferences(world.tokens.sign('preferences', [id]), { newsletters: [] }, visitor),
    );
    db.sqlite.prepare("UPDATE subscriptions SET state = 'active'").run();
    clock.advance(DAY);
    const token = world.tokens.sign('unsubscribe', [id, newsletterId]);
    orThrow(await world.subscribers.unsubscribe(token, { ...visitor, source: 'one-click' }));
    expect((await numbers.counters()).unsubscribes.toSorted((a, b) => a.count - b.count)).toEqual([
      { source: 'one-click', count: 1 },
      { source: 'form', count: 2 },
    ]);
  });

  test('the last days have no holes, and nothing older', async () => {
    const now = world.clock.now();
    store(
      { class: 'hard', reason: 'moved', domain: 'a.example', count: 2, at: now - 2 * DAY },
      { class: 'hard', reason: 'moved', domain: 'a.example', count: 5, at: now - 9 * DAY },
    );
    const { days, total } = await numbers.lastDays(4);
    expect(days.map(({ day, hard }) => [day, hard])).toEqual([
      ['2026-11-19', 0],
      ['2026-11-20', 2],
      ['2026-11-21', 0],
      ['2026-11-22', 0],
    ]);
    expect(total.hard).toBe(2);
    expect((await numbers.between({ from: '2026-11-13', to: '2026-11-13' })).total.hard).toBe(5);
  });

  test('counters for Prometheus have the large providers and one for all others', async () => {
    store(
      { class: 'hard', reason: 'moved', domain: 'gmail.com', count: 2, channel: 'smtp' },
      { class: 'hard', reason: 'moved', domain: 'a.example', count: 1 },
      { class: 'hard', reason: 'moved', domain: 'b.example', count: 1 },
    );
    expect((await numbers.counters()).bounces).toEqual(
      expect.arrayContaining([
        { class: 'hard', provider: 'Gmail', channel: 'smtp', count: 2 },
        { class: 'hard', provider: 'others', channel: 'mail', count: 2 },
      ]),
    );
  });

  test.each([
    ['gmail.com', 'Gmail'],
    ['hotmail.fr', 'Microsoft'],
    ['yahoo.co.uk', 'Yahoo'],
    ['gmx.de', 'GMX and WEB.DE'],
    ['notgmail.com', 'notgmail.com'],
    ['outlook.com.evil.example', 'outlook.com.evil.example'],
  ])('%s is %s', (domain, provider) => expect(providerOf(domain)).toBe(provider));
});

const kinds = async () => (await numbers.alarms()).map(({ kind, provider }) => `${kind} ${provider}`.trim());

describe('alarms', () => {
  test('hard bounces from 2 % on, once, with a notice', async () => {
    sent(999, 'a.example');
    store({ class: 'hard', reason: 'unknown-user', domain: 'a.example', count: 19 });
    await watch();
    expect(await kinds()).toEqual([]);
    store({ class: 'hard', reason: 'unknown-user', domain: 'a.example', count: 1 });
    await watch();
    store({ class: 'hard', reason: 'unknown-user', domain: 'a.example', count: 9 });
    await watch();
    expect(await numbers.alarms()).toMatchObject([{ kind: 'hard', count: 20, mails: 1_000, subject: 'Morning' }]);
    expect(world.notices.map(({ heading }) => heading)).toEqual(['Many addresses do not exist']);
    expect(world.notices[0]?.paragraphs[0]).toContain('20 of 1000 mails (2.0 %)');
  });

  test('complaints from 0.1 % on, but not of two readers', async () => {
    sent(999, 'a.example');
    store({ class: 'complaint', reason: 'abuse', domain: 'a.example', count: 2 });
    await watch();
    expect(await kinds()).toEqual([]);
    store({ class: 'complaint', reason: 'abuse', domain: 'a.example', count: 1 });
    await watch();
    expect(await kinds()).toEqual(['complaint']);
  });

  test('blocks of one provider are measured by what that provider gets, over all its domains', async () => {
    sent(150, 'outlook.com');
    sent(50, 'hotmail.de');
    sent(3_000, 'a.example');
    store(
      { class: 'soft', reason: 'blocked', domain: 'outlook.com', count: 6 },
      { class: 'soft', reason: 'policy', domain: 'hotmail.de', count: 4 },
      { class: 'soft', reason: 'mailbox-full', domain: 'outlook.com', count: 90 },
      { class: 'soft', reason: 'blocked', domain: 'a.example', count: 12 },
    );
    await watch();
    const [alarm, ...others] = await numbers.alarms();
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ kind: 'block', provider: 'Microsoft', count: 10, mails: 200 });
    expect(alarm && alarmWords(alarm)).toBe(
      'Microsoft refused 10 of 200 mails (5.0 %) because of us, not because of the readers.',
    );
  });

  test('what was refused at SMTP time counts with what came back later', async () => {
    sent(300, 'outlook.com');
    world.db.sqlite
      .prepare(
        `UPDATE deliveries SET state = 'failed', reason = 'blocked' WHERE subscriber_id IN
           (SELECT id FROM subscribers WHERE normalised_email LIKE '%@outlook.com' LIMIT 9)`,
      )
      .run();
    store({ class: 'soft', reason: 'policy', domain: 'outlook.com', count: 5 });
    await watch();
    expect(await kinds()).toEqual([]);
    store({ class: 'soft', reason: 'policy', domain: 'outlook.com', count: 1 });
    await watch();
    expect(await numbers.alarms()).toMatchObject([{ kind: 'block', provider: 'Microsoft', count: 15, mails: 300 }]);
  });

  test('what the editors were told of is not counted again', async () => {
    sent(100, 'outlook.com');
    store({ class: 'soft', reason: 'relaying', domain: 'outlook.com', count: 12 });
    await watch();
    expect(await kinds()).toEqual(['block Microsoft']);
    const numbersStore = createNumbersStore({ db: world.db });
    const counted: string[] = [];
    const mailsTo: typeof numbersStore.mailsTo = async (...asked) => (
      counted.push(asked[0]),
      numbersStore.mailsTo(...asked)
    );
    const issue = { id: world.issueId, subject: '', mails: 101 };
    expect(await findAlarms({ ...numbersStore, mailsTo }, issue)).toEqual([]);
    expect(counted).toEqual([]);
  });

  test('a provider’s mails are counted no further than its blocks could matter', async () => {
    sent(500, 'outlook.com');
    expect(await createNumbersStore({ db: world.db }).mailsTo(world.issueId, ['outlook.com'], 201)).toBe(201);
    expect(await createNumbersStore({ db: world.db }).mailsTo(world.issueId, ['outlook.com'], 901)).toBe(500);
  });

  test('issues of last week are left alone', async () => {
    sent(100, 'a.example');
    store({ class: 'hard', reason: 'unknown-user', domain: 'a.example', count: 50 });
    world.clock.advance(4 * DAY);
    await watch();
    expect(await kinds()).toEqual([]);
    expect(world.notices).toEqual([]);
  });
});
