import { join } from 'node:path';
import { createLetterStore } from '../../db/letter-store.js';
import { createNewsletterStore } from '../../db/newsletter-store.js';
import { openDatabase, type Db } from '../../db/open.js';
import { createSubscriberStore } from '../../db/subscriber-store.js';
import { createSuppressionStore } from '../../db/suppression-store.js';
import type { Job } from '../../src/kernel/bell.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { createTokens } from '../../src/kernel/token.js';
import type { Newsletter } from '../../src/newsletters/newsletter.js';
import type { Newsroom } from '../../src/newsletters/newsroom.js';
import { openNewslettersRoom } from '../../src/newsletters/open-room.js';
import { openSubscribersRoom } from '../../src/subscribers/open-room.js';
import type { LatestIssue, SubscribersDeps } from '../../src/subscribers/deps.js';
import { budgetsOf } from '../../src/subscribers/sign-up-budgets.js';
import type { Visitor } from '../../src/subscribers/room.js';
import { openTestDatabase } from '../support/database.js';
import { fakeClock, silentLogger, testIds } from '../support/determinism.js';

export const NEWSROOM: Newsroom = {
  name: 'The Harbour Lantern',
  tagline: 'News from the waterfront, every morning',
  siteUrl: 'https://lantern.example',
  language: 'en',
  mailFrom: 'The Harbour Lantern <news@lantern.example>',
  replyTo: null,
  postalAddress: '4 Quay Street, Saltmouth',
  accentColor: '#0b6e75',
  support: null,
  licence: null,
  privacyUrl: 'https://lantern.example/privacy',
  remindAfterDays: null,
  softBounces: { days: 3, within: 30 },
};

export const visitor = (patch: Partial<Visitor> = {}): Visitor => ({
  ip: '198.51.100.7',
  userAgent: 'Lynx/2.9',
  source: 'form',
  ...patch,
});

interface LetterRow {
  readonly id: string;
  readonly kind: string;
  readonly dedupeKey: string;
  readonly recipient: string;
  readonly payload: { confirmationId?: string; newsletterIds?: string[]; newsletterId?: string; latestIssue?: unknown };
}

/** The subscribers room on a real database, with two newsletters; letters pile up unsent. */
export async function openSubscribersWorld(
  options: { latestIssue?: LatestIssue } & Pick<SubscribersDeps, 'afterAnswer' | 'addressPolicy'> = {},
) {
  const { db, folder, remove } = openTestDatabase();
  const clock = fakeClock();
  const newId = testIds(clock);
  const tokens = createTokens('a secret for tests that is long enough');
  const rung: Job[] = [];
  const newsletters = openNewslettersRoom({
    store: createNewsletterStore({ db }),
    clock,
    newId,
    defaultNewsroom: NEWSROOM,
  });
  const add = async (slug: string, name: string, description: string, sections: string[] = []): Promise<Newsletter> =>
    orThrow(
      await newsletters.create({
        slug,
        name,
        description,
        sections: sections.map((section) => ({ name: section })),
        schedule: { time: '07:00', timeZone: 'Europe/Berlin' },
      }),
    );
  const daily = await add('daily', 'Morning Light', 'The day ahead, at seven.', ['Harbour', 'Town Hall']);
  clock.advance(1);
  const weekly = await add('weekly', 'Tide Table', 'The week in ten stories, on Sundays.');
  const roomOn = (file: Db) => {
    const subscribers = createSubscriberStore({ db: file, tokens });
    const suppressions = createSuppressionStore({ db: file, tokens });
    const room = openSubscribersRoom({
      subscribers,
      suppressions,
      newsletters,
      letters: createLetterStore({ db: file }),
      bell: { ring: (jobs) => void rung.push(...jobs) },
      tokens,
      clock,
      newId,
      baseUrl: 'https://news.lantern.example',
      logger: silentLogger,
      ...(options.afterAnswer ? { afterAnswer: options.afterAnswer } : {}),
      ...(options.addressPolicy ? { addressPolicy: options.addressPolicy } : {}),
      ...(options.latestIssue === undefined ? {} : { latestIssue: async () => options.latestIssue }),
    });
    return { subscribers, suppressions, room };
  };
  const { subscribers, suppressions, room } = roomOn(db);
  /** Another process on the same file. */
  const openAnother = () => {
    const file = openDatabase(join(folder, 'pressrun.sqlite'));
    return { room: roomOn(file).room, close: () => file.close() };
  };
  const letters = (kind: string): readonly LetterRow[] => {
    const rows = db.sqlite
      .prepare<[string], Omit<LetterRow, 'payload'> & { payload: string }>(
        `SELECT id, kind, dedupe_key AS dedupeKey, recipient, payload FROM letters WHERE kind = ? ORDER BY created_at, id`,
      )
      .all(kind);
    return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) as LetterRow['payload'] }));
  };
  /** The token of the newest confirmation letter, of all or to one address. */
  const confirmToken = (recipient?: string): string => {
    const written = letters('confirm').filter((letter) => recipient === undefined || letter.recipient === recipient);
    const id = written.at(-1)?.payload.confirmationId;
    if (id === undefined) throw new Error('No confirmation letter lies there.');
    return tokens.sign('confirm', [id]);
  };
  /** A reader who signed up for these newsletters and confirmed. */
  const confirmedReader = async (email: string, slugs: readonly string[] = ['daily']): Promise<string> => {
    orThrow(await room.subscribe({ email, newsletters: slugs }, visitor()));
    return orThrow(await room.confirm(confirmToken(email), visitor())).view.subscriber.id;
  };
  /** So many sign-ups, each of another address, domain and visitor, counted at once; true for each that was taken. */
  const flood = async (count: number, { fromPage = false } = {}): Promise<readonly boolean[]> => {
    const kept = db.write(() =>
      Array.from({ length: count }, async (_, index) => {
        const email = `r${index}@d${index}.example`;
        const ip = `10.${index >> 8}.${index & 255}.1`;
        const proof = { text: null, textVersion: null, at: clock.now(), ip, userAgent: null, source: 'form' };
        const reader = { email, normalisedEmail: email, mailbox: email, name: null, language: null };
        const request = { ...reader, newsletterIds: [daily.id], topics: [], proof };
        return subscribers.keepSignUp({ id: newId(), request }, budgetsOf(email, ip, { proof: 'none', fromPage }));
      }),
    );
    return (await Promise.all(kept)).map((usedUp) => usedUp === undefined);
  };
  const states = async (email: string) => {
    const record = orThrow(await room.lookUp(email));
    return Object.fromEntries(
      record.subscriptions.map((one) => [one.newsletterId === daily.id ? 'daily' : 'weekly', one.state]),
    );
  };
  return {
    db,
    folder,
    remove,
    clock,
    newId,
    tokens,
    room,
    newsletters,
    subscribers,
    suppressions,
    daily,
    weekly,
    rung,
    openAnother,
    letters,
    confirmToken,
    confirmedReader,
    flood,
    states,
  };
}

export type SubscribersWorld = Awaited<ReturnType<typeof openSubscribersWorld>>;
