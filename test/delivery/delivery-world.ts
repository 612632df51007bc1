import { createDeliveryStore } from '../../db/delivery-store.js';
import { createDomainHolds } from '../../db/domain-holds.js';
import { createIssueStore } from '../../db/issue-store.js';
import { createLetterStore } from '../../db/letter-store.js';
import { createNewsletterStore } from '../../db/newsletter-store.js';
import { createPaceStore } from '../../db/pace-store.js';
import { createMessageComposer } from '../../src/adapters/compose-message.js';
import type { ClaimRequest, DeliveryResult, SenderSession } from '../../src/delivery/delivery-store.js';
import type { Press } from '../../src/delivery/press.js';
import { DEFAULT_VARIANT, slotMark, type IssueKind } from '../../src/issues/issue.js';
import type { EditorNotice, EditorNotices } from '../../src/kernel/editor-notices.js';
import { createTokens } from '../../src/kernel/token.js';
import type { Newsletter } from '../../src/newsletters/newsletter.js';
import { openNewslettersRoom } from '../../src/newsletters/open-room.js';
import { openTestDatabase } from '../support/database.js';
import { fakeClock, testIds } from '../support/determinism.js';

export const LEASE = 300_000;

/**
 * A newsletter with an issue that is sending to `readers` readers in batch 0, on a real database: one of its own, or beside
 * another world's with a slug and a seed for ids that differ from it.
 */
export async function openDeliveryWorld({
  readers = 3,
  settings = {},
  database = openTestDatabase(),
  seed = 'ids',
}: {
  readers?: number;
  settings?: object;
  database?: ReturnType<typeof openTestDatabase>;
  seed?: string;
} = {}) {
  const { db, folder, remove } = database;
  const clock = fakeClock();
  const newId = testIds(clock, seed);
  const tokens = createTokens('a secret of thirty-two characters.');
  const alarms: { issueId: string; reason: string }[] = [];
  const alarm = async (issueId: string, reason: string) => void alarms.push({ issueId, reason });
  const told: EditorNotice[] = [];
  const notices: EditorNotices = { tell: async (notice) => void told.push(notice) };
  const deliveries = createDeliveryStore({ db, onPaused: alarm });
  const issues = createIssueStore({ db });
  const letters = createLetterStore({ db });
  const newsletters = openNewslettersRoom({
    store: createNewsletterStore({ db }),
    clock,
    newId,
    defaultNewsroom: {
      name: 'The Harbour Lantern',
      tagline: '',
      siteUrl: 'https://lantern.example',
      language: 'en',
      mailFrom: 'The Harbour Lantern <news@lantern.example>',
      replyTo: 'desk@lantern.example',
      postalAddress: '1 Quay, Harbour',
      accentColor: '#9b1c1c',
      support: null,
      licence: null,
      privacyUrl: null,
      remindAfterDays: null,
      softBounces: { days: 3, within: 30 },
    },
  });
  const created = await newsletters.create({
    slug: 'daily',
    name: 'The Daily',
    schedule: { time: '07:00', timeZone: 'Europe/Berlin' },
    ...settings,
  });
  if (!created.ok) throw new Error(created.refusal.detail);
  const newsletter = created.value;
  const press: Press = {
    composer: createMessageComposer(),
    signer: null,
    tokens,
    links: (subscriberId, newsletterId) => {
      const unsubscribeToken = tokens.sign('unsubscribe', [subscriberId, newsletterId]);
      return {
        unsubscribe: `https://lantern.example/unsubscribe/${unsubscribeToken}`,
        unsubscribeToken,
        preferences: `https://lantern.example/preferences/${tokens.sign('preferences', [subscriberId])}`,
      };
    },
    bounceDomain: 'bounce.lantern.example',
  };
  const world = {
    db,
    folder,
    remove,
    clock,
    newId,
    tokens,
    alarms,
    alarm,
    /** What the editors were told besides. */
    told,
    notices,
    pace: createPaceStore({ db }),
    domainHolds: createDomainHolds({ db }),
    deliveries,
    issues,
    letters,
    newsletters,
    press,
    newsletter,
  };
  const issueId = insertIssue(world);
  const subscribers = addDeliveries(world, issueId, readers);
  return { ...world, issueId, subscribers };
}

export type DeliveryWorld = Awaited<ReturnType<typeof openDeliveryWorld>>;
type Base = Pick<DeliveryWorld, 'db' | 'clock' | 'newId'> & { newsletter: Newsletter };

const SLOT_KEY = 'k3y';

/** An issue that is sending to nobody yet. */
export function insertIssue({ db, clock, newId, newsletter }: Base, kind: IssueKind = 'digest'): string {
  const id = newId();
  const now = clock.now();
  db.sqlite
    .prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, candidates_since,
         content_hash, expected_count, batch_count, started_at, created_at, updated_at)
       VALUES (?, ?, ?, '2026-11-22', ?, ?, 'sending', 'Grüße vom Hafen', '', 0, 'hash', 0, 1, ?, ?, ?)`,
    )
    .run(id, newsletter.id, kind, id, id, now, now, now);
  const mark = (slot: 'unsubscribe_url' | 'preferences_url' | 'reader_address') => slotMark(SLOT_KEY, slot);
  db.sqlite
    .prepare(
      `INSERT INTO issue_variants (issue_id, variant, subject, preheader, html, text, slot_key, hash, rendered_at)
       VALUES (?, ?, 'Grüße vom Hafen', '', ?, ?, ?, 'hash', ?)`,
    )
    .run(
      id,
      DEFAULT_VARIANT,
      `<p>Grüße, ${mark('reader_address')}</p>\n<a href="${mark('unsubscribe_url')}">leave</a> <a href="${mark('preferences_url')}">choose</a>`,
      `Grüße, ${mark('reader_address')}\n.a line with a dot\nleave: ${mark('unsubscribe_url')}\n`,
      SLOT_KEY,
      now,
    );
  return id;
}

/** Active readers with a pending delivery each. */
export function addDeliveries(world: Base, issueId: string, count: number, email?: (i: number) => string): string[] {
  const { db, newId, newsletter } = world;
  const now = world.clock.now();
  const insert = [
    'INSERT INTO subscribers (id, email, normalised_email, address_hash, created_at) VALUES (@id, @email, @email, @hash, @now)',
    `INSERT INTO subscriptions (subscriber_id, newsletter_id, state, changed_at) VALUES (@id, @newsletterId, 'active', @now)`,
    `INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, updated_at) VALUES (@issueId, @id, 0, 'default', 'pending', @now)`,
  ].map((sql) => db.sqlite.prepare(sql));
  return db.write(() => {
    const ids = Array.from({ length: count }, (_, i) => {
      const id = newId();
      const row = {
        id,
        email: email?.(i) ?? `reader-${id}@example.org`,
        hash: `hash-${id}`,
        now,
        issueId,
        newsletterId: newsletter.id,
      };
      for (const statement of insert) runNamed(statement, row);
      return id;
    });
    db.sqlite.prepare('UPDATE issues SET expected_count = expected_count + ? WHERE id = ?').run(count, issueId);
    return ids;
  });
}

function runNamed(
  statement: { source: string; run(row: object): unknown },
  row: Readonly<Record<string, unknown>>,
): void {
  const used = Object.entries(row).filter(([name]) => statement.source.includes(`@${name}`));
  statement.run(Object.fromEntries(used));
}

export function newTestSession(
  world: Pick<DeliveryWorld, 'newId' | 'clock'>,
  change: Partial<SenderSession> = {},
): SenderSession {
  const now = world.clock.now();
  return {
    session: world.newId(),
    host: 'here',
    bootId: 'boot-1',
    pid: process.pid,
    startedAt: now,
    lastSeenAt: now,
    ...change,
  };
}

export async function openSession(world: DeliveryWorld, change: Partial<SenderSession> = {}): Promise<string> {
  const session = newTestSession(world, change);
  await world.deliveries.openSession(session);
  return session.session;
}

export const claimOf = (world: DeliveryWorld, session: string, limit = 10): ClaimRequest => ({
  issueId: world.issueId,
  batch: 0,
  limit,
  session,
  now: world.clock.now(),
  leaseUntil: world.clock.now() + LEASE,
});

/** A result for a claimed delivery. */
export const resultOf = (
  world: DeliveryWorld,
  claim: { subscriberId: string; fence: number },
  outcome: DeliveryResult['outcome'],
): DeliveryResult => ({
  issueId: world.issueId,
  subscriberId: claim.subscriberId,
  fence: claim.fence,
  session: 'whoever',
  at: world.clock.now(),
  outcome,
});

export const ACCEPTED = { state: 'accepted', reply: '250 2.0.0 taken', code: 250 } as const;
export const REFUSED = {
  state: 'failed',
  reply: '550 5.1.1 no',
  reason: 'unknown-user',
  code: 550,
  enhanced: '5.1.1',
  suppress: true,
} as const;
export const IN_DOUBT = { state: 'in_doubt', reply: 'Connection closed' } as const;
export const RELEASED = { state: 'pending', reply: 'Connection refused', reason: 'relay-connect' } as const;

export interface StoredDelivery {
  readonly state: string;
  readonly attempt: number;
  readonly fence: number;
  readonly doubts: number;
  readonly reason: string | null;
  readonly next_at: number;
  readonly resolved_by: string | null;
  readonly date_header: number | null;
}

export const rowOf = (world: DeliveryWorld, subscriberId: string): StoredDelivery =>
  world.db.sqlite
    .prepare<[string, string], StoredDelivery>('SELECT * FROM deliveries WHERE issue_id = ? AND subscriber_id = ?')
    .get(world.issueId, subscriberId) as StoredDelivery;

export const eventsOf = (world: DeliveryWorld, subscriberId: string): readonly string[] =>
  world.db.sqlite
    .prepare<[string], { event: string }>('SELECT event FROM delivery_events WHERE subscriber_id = ? ORDER BY id')
    .all(subscriberId)
    .map((row) => row.event);

export const setIssueState = (world: DeliveryWorld, state: string): void =>
  void world.db.sqlite.prepare('UPDATE issues SET state = ? WHERE id = ?').run(state, world.issueId);

export const issueState = (world: DeliveryWorld): { state: string; state_reason: string | null } =>
  world.db.sqlite.prepare('SELECT state, state_reason FROM issues WHERE id = ?').get(world.issueId) as {
    state: string;
    state_reason: string | null;
  };
