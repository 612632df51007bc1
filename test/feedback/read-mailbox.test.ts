import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHookStore } from '../../db/hook-store.js';
import { createMailboxTaker } from '../../src/feedback/read-mailbox.js';
import { BOUNCE_DOMAIN, openFeedbackWorld, type FeedbackWorld } from './feedback-world.js';
import { lines } from './reports.js';

let world: FeedbackWorld;
beforeEach(async () => {
  world = await openFeedbackWorld();
});
afterEach(() => world.remove());

const complaint = (token: string) => [
  '--cut',
  'Content-Type: message/feedback-report',
  '',
  'Feedback-Type: abuse',
  'Version: 1',
  '',
  '--cut',
  'Content-Type: message/rfc822',
  '',
  `X-Pressrun-Delivery: ${token}`,
  'Subject: Your morning',
  '',
  'News.',
];

test('each of several complaints in one mail counts, once', async () => {
  const { db, room: inbound, tokens, clock, issueId, subscriberId, newId } = world;
  const take = createMailboxTaker({
    inbound,
    seen: createHookStore({ db }),
    tokens,
    clock,
    bounceDomain: BOUNCE_DOMAIN,
  });
  const second = newId();
  db.sqlite
    .prepare(`INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (?, ?, ?, ?, 0)`)
    .run(second, 'second@example.net', 'second@example.net', 'hash');
  const [first, other] = [subscriberId, second].map((reader) => tokens.sign('bounce', [issueId, reader]));
  const raw = lines(
    'From: <feedback@provider.example>',
    'To: <abuse@news.example>',
    'Subject: Complaints of today',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="cut"',
    '',
    ...complaint(first ?? ''),
    ...complaint(other ?? ''),
    ...complaint(first ?? ''),
    '--cut--',
    '',
  );
  expect([await take(raw), await take(raw)]).toEqual(['handled', 'handled']);
  expect(world.bounces().map((row) => [row['class'], row['subscriber_id']])).toEqual(
    expect.arrayContaining([
      ['complaint', subscriberId],
      ['complaint', second],
    ]),
  );
  expect(world.bounces()).toHaveLength(2);
  expect(world.suppressions()).toHaveLength(2);
});
