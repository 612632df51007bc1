import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import PostalMime from 'postal-mime';
import { createSubscriberStore } from '../../db/subscriber-store.js';
import { createSuppressionStore } from '../../db/suppression-store.js';
import type { LetterRenderer } from '../../src/delivery/letter-renderer.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { openDeliveryRoom } from '../../src/delivery/open-room.js';
import { createLetterSender } from '../../src/delivery/send-letter.js';
import { HOUR, MINUTE } from '../../src/kernel/clock.js';
import type { LetterKind } from '../../src/kernel/letter.js';
import { startFaultSink, type FaultSink } from '../support/fault-sink.js';
import { faultAt } from '../support/fault-sink-script.js';
import { silentLogger } from '../support/determinism.js';
import {
  ACCEPTED,
  addDeliveries,
  claimOf,
  eventsOf,
  IN_DOUBT,
  openDeliveryWorld,
  openSession,
  resultOf,
  rowOf,
  setIssueState,
  type DeliveryWorld,
} from './delivery-world.js';
import { mailerTo } from './test-sender.js';

let world: DeliveryWorld;
let sink: FaultSink;
let mailer: Mailer;
beforeEach(async () => {
  world = await openDeliveryWorld({ readers: 0 });
  sink = await startFaultSink({ keepMessages: true, script: faultAt('dot', { do: 'fin' }, 0) });
  mailer = mailerTo(sink.port);
});
afterEach(async () => {
  await mailer.close();
  await sink.close();
  world.remove();
});

const open = () => openDeliveryRoom({ ...world, bell: { ring: () => {} }, mailer, logger: silentLogger });

describe('progress', () => {
  test('has shares and an estimate from the last minute, and none when nothing moves', async () => {
    addDeliveries(world, world.issueId, 10);
    const session = await openSession(world);
    world.clock.advance(10 * MINUTE);
    expect(await open().progress(world.issueId)).toMatchObject({ audience: 10, share: 0, etaSeconds: null });
    const claims = await world.deliveries.exchange([], claimOf(world, session, 4));
    await world.deliveries.exchange(
      claims.map((claim) => resultOf(world, claim, ACCEPTED)),
      null,
    );
    expect(await open().progress(world.issueId)).toMatchObject({ share: 0.4, etaSeconds: 90, counts: { accepted: 4 } });
    setIssueState(world, 'paused');
    expect((await open().progress(world.issueId)).etaSeconds).toBeNull();
  });

  test('of an issue nobody knows is empty', async () => {
    expect(await open().progress('nobody')).toMatchObject({ audience: 0, share: 0, etaSeconds: null });
  });
});

describe('a preview of the message', () => {
  test('is whole, has the headers every reader gets, and acts on nobody', async () => {
    const preview = await open().preview(world.issueId);
    const message = preview.ok ? Buffer.from(preview.value).toString() : '';
    expect(message).toMatch(/^List-Unsubscribe: </m);
    expect(message).toContain('multipart/alternative');
    expect(message).toMatch(/unsubscribe\/1?0{16}/);
    expect(await open().preview('nothing')).toMatchObject({ ok: false, refusal: { code: 'issue.unknown' } });
  });
});

describe('a test send', () => {
  test('goes to staff as the issue is, marked, and the ledger knows nothing of it', async () => {
    const sent = await open().sendTest(world.issueId, ['ana@desk.example', 'refuse-550@desk.example'], 'person:ana');
    expect(sent).toMatchObject({
      ok: true,
      value: [
        { to: 'ana@desk.example', accepted: true },
        { to: 'refuse-550@desk.example', accepted: false, reply: '550 refused as asked' },
      ],
    });
    const mail = await PostalMime.parse(sink.messages()[0]?.raw ?? '');
    expect(mail.subject).toBe('[Test] Grüße vom Hafen');
    expect(await world.deliveries.counts(world.issueId)).toMatchObject({ accepted: 0, pending: 0 });
    expect(world.db.sqlite.prepare('SELECT * FROM delivery_events').all()).toEqual([]);
  });

  test.each([
    [[], 'at least one'],
    [['no address'], 'no address'],
    [Array.from({ length: 11 }, (_, i) => `a${i}@desk.example`), 'at most 10'],
  ])('to %j is refused', async (to, words) => {
    const sent = await open().sendTest(world.issueId, to, 'person:ana');
    expect(sent).toMatchObject({ ok: false, refusal: { kind: 'invalid', detail: expect.stringContaining(words) } });
    expect(sink.entries()).toEqual([]);
  });

  test('that the relay takes from nobody is refused with its replies', async () => {
    const sent = await open().sendTest(world.issueId, ['refuse-550@desk.example'], 'person:ana');
    expect(sent).toMatchObject({
      ok: false,
      refusal: {
        code: 'test.not-accepted',
        kind: 'unavailable',
        detail: expect.stringContaining('refuse-550@desk.example: 550 refused as asked'),
      },
    });
  });

  test('of an unknown issue is refused', async () => {
    expect(await open().sendTest('nothing', ['ana@desk.example'], 'person:ana')).toMatchObject({
      ok: false,
      refusal: { kind: 'unknown' },
    });
  });
});

test('an editor settles a doubt once; a second time is a conflict', async () => {
  const [id = ''] = addDeliveries(world, world.issueId, 1);
  const delivery = { issueId: world.issueId, subscriberId: id };
  const early = await open().resolve(delivery, 'accepted', 'person:ana');
  expect(early).toMatchObject({ ok: false, refusal: { code: 'delivery.not-held', kind: 'conflict' } });
  const [claim] = await world.deliveries.exchange([], claimOf(world, await openSession(world), 1));
  if (claim === undefined) throw new Error('no claim');
  await world.deliveries.exchange([resultOf(world, claim, IN_DOUBT)], null);
  expect(await open().resolve(delivery, 'pending', 'person:ana')).toMatchObject({ ok: true });
  expect(rowOf(world, id)).toMatchObject({ state: 'pending', resolved_by: 'person:ana' });
  expect(eventsOf(world, id)).toEqual(['claim', 'in_doubt', 'resolved_pending']);
});

const drop = async (kind: LetterKind, payload: Readonly<Record<string, unknown>>, recipient = 'ana@desk.example') => {
  const id = world.newId();
  await world.letters.insert({ id, kind, dedupeKey: id, recipient, payload }, world.clock.now());
  return id;
};
const stateOf = (id: string) =>
  world.db.sqlite.prepare('SELECT state, attempts, next_at, reply FROM letters WHERE id = ?').get(id);

describe('letters', () => {
  const views: { kind: LetterKind; view: Readonly<Record<string, unknown>> }[] = [];
  const languages: string[] = [];
  const renderer: LetterRenderer = {
    render: async (kind, newsroom, view) => {
      views.push({ kind, view });
      languages.push(newsroom.language);
      return { subject: `A ${kind}`, html: '<p>hello</p>', text: 'hello' };
    },
  };
  const sender = () =>
    createLetterSender({
      ...world,
      ...world.press,
      suppressions: createSuppressionStore(world),
      subscribers: createSubscriberStore(world),
      renderer,
      mailer,
      baseUrl: 'https://lantern.example',
      logger: silentLogger,
    });
  beforeEach(() => {
    views.length = 0;
    languages.length = 0;
  });

  test('are sent once, as automatic mail, with signed links made when they go', async () => {
    const confirmationId = world.newId();
    const id = await drop('confirm', { confirmationId, newsletterIds: [world.newsletter.id] });
    expect(await sender().dueLetters()).toEqual([id]);
    await Promise.all([sender().sendLetter(id), sender().sendLetter(id)]);
    await sender().sendLetter(id);
    expect(sink.messages()).toHaveLength(1);
    expect(views).toEqual([
      {
        kind: 'confirm',
        view: {
          confirmUrl: `https://lantern.example/confirm/${world.tokens.sign('confirm', [confirmationId])}`,
          newsletterNames: ['The Daily'],
          validDays: 7,
        },
      },
    ]);
    const mail = await PostalMime.parse(sink.messages()[0]?.raw ?? '');
    expect(mail.subject).toBe('A confirm');
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect(stateOf(id)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(await sender().dueLetters()).toEqual([]);
  });

  test('of each kind get what their template shows', async () => {
    const [subscriberId = ''] = addDeliveries(world, world.issueId, 1);
    const newsletterId = world.newsletter.id;
    const linkId = world.newId();
    await sender().sendLetter(await drop('sign-in', { linkId }));
    await sender().sendLetter(
      await drop('welcome', {
        subscriberId,
        newsletterId,
        latestIssue: { subject: 'News', url: 'https://lantern.example/a' },
      }),
    );
    await sender().sendLetter(await drop('notice', { heading: 'Look', paragraphs: ['here'] }));
    await sender().sendLetter(await drop('owner', { subscriberId, askedFor: linkId }));
    const left = await drop('left', { subscriberId, newsletterIds: [newsletterId], language: 'de' });
    await sender().sendLetter(left);
    await sender().sendLetter(await drop('paused', { subscriberId, newsletterIds: [newsletterId] }));
    const reader = world.press.links(subscriberId, newsletterId);
    expect(views.map(({ view }) => view)).toEqual([
      { signInUrl: `https://lantern.example/desk/sign-in/${world.tokens.sign('sign-in', [linkId])}`, validMinutes: 30 },
      {
        newsletterName: 'The Daily',
        archiveUrl: 'https://lantern.example/archive/daily',
        latestIssueTitle: 'News',
        latestIssueUrl: 'https://lantern.example/a',
        preferencesUrl: reader.preferences,
        unsubscribeUrl: reader.unsubscribe,
      },
      { heading: 'Look', paragraphs: ['here'] },
      {
        preferencesUrl: `https://lantern.example/preferences/${world.tokens.sign('owner', [subscriberId, linkId])}`,
        validHours: 24,
      },
      {
        undoUrl: `${reader.unsubscribe}?undo=${world.tokens.sign('undo-by-letter', [subscriberId, left])}`,
        newsletterNames: ['The Daily'],
        undoDays: 7,
      },
      { preferencesUrl: reader.preferences, newsletterNames: ['The Daily'] },
    ]);
    // A letter to a reader who chose a language is in that one.
    expect(languages).toEqual(['en', 'en', 'en', 'en', 'de', 'en']);
  });

  test('are retried by the table, fail for good on a final answer, and wait for a relay that is down', async () => {
    const soft = await drop('notice', {}, 'refuse-450@desk.example');
    const hard = await drop('notice', {}, 'refuse-550-5.1.1@desk.example');
    await sender().sendLetter(soft);
    await sender().sendLetter(hard);
    expect(stateOf(soft)).toMatchObject({ state: 'pending', next_at: world.clock.now() + 5 * MINUTE });
    expect(stateOf(hard)).toMatchObject({ state: 'failed', reply: expect.stringContaining('5.1.1') });
    await sink.close();
    const down = await drop('notice', {});
    await sender().sendLetter(down);
    expect(stateOf(down)).toMatchObject({ state: 'pending', next_at: world.clock.now() + MINUTE / 2 });
    world.clock.advance(37 * HOUR);
    await sender().sendLetter(down);
    expect(stateOf(down)).toMatchObject({ state: 'failed' });
  });

  test('whose sender died are due again when their lease is over', async () => {
    const id = await drop('notice', {});
    const now = world.clock.now();
    await world.letters.claim(id, { now, leaseUntil: now + MINUTE });
    expect(await sender().dueLetters()).toEqual([]);
    world.clock.advance(MINUTE);
    expect(await sender().dueLetters()).toEqual([id]);
  });

  test('with the same key are stored once', async () => {
    const letter = { kind: 'notice', dedupeKey: 'same', recipient: 'ana@desk.example', payload: {} } as const;
    expect(await world.letters.insert({ ...letter, id: world.newId() }, 1)).toBe(true);
    expect(await world.letters.insert({ ...letter, id: world.newId() }, 2)).toBe(false);
  });
});
