import { createDomainHolds } from '../../db/domain-holds.js';
import { createFeedbackStore } from '../../db/feedback-store.js';
import { createLetterStore } from '../../db/letter-store.js';
import { createSubscriberStore } from '../../db/subscriber-store.js';
import { createSuppressionStore } from '../../db/suppression-store.js';
import { openFeedbackRoom } from '../../src/feedback/open-feedback-room.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import { createTokens } from '../../src/kernel/token.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { openSubscribersRoom } from '../../src/subscribers/open-room.js';
import { silentLogger } from '../support/determinism.js';
import { openIssuesWorld } from '../support/issues-world.js';

export const BOUNCE_DOMAIN = 'bounces.example.org';

/** Real: SQLite, newsletters, subscribers and feedback rooms; one newsletter, one reader, one issue sent to them. */
export async function openFeedbackWorld() {
  const world = await openIssuesWorld();
  const { db, clock, newId, newsletters } = world;
  const tokens = createTokens('a-secret-of-at-least-thirty-two-characters');
  const subscriberStore = createSubscriberStore({ db, tokens });
  const subscribers = openSubscribersRoom({
    subscribers: subscriberStore,
    suppressions: createSuppressionStore({ db, tokens }),
    newsletters,
    letters: createLetterStore({ db }),
    bell: { ring() {} },
    tokens,
    clock,
    newId,
    baseUrl: 'http://127.0.0.1:3000',
    logger: silentLogger,
  });
  const feedback = createFeedbackStore({ db });
  const notices: EditorNotice[] = [];
  const holds = createDomainHolds({ db });
  const room = openFeedbackRoom({
    feedback,
    holds,
    notices: { tell: async (notice) => void notices.push(notice) },
    subscribers,
    tokens,
    clock,
    newId,
    bounceDomain: BOUNCE_DOMAIN,
    logger: silentLogger,
  });
  const ids = await seed({ ...world, subscribers });
  const token = tokens.sign('bounce', [ids.issueId, ids.subscriberId]);
  return {
    ...world,
    ...ids,
    tokens,
    subscribers,
    feedback,
    room,
    notices,
    holds,
    bounceAddress: `b-${token}@${BOUNCE_DOMAIN}`,
    unsubscribeAddress: `u-${tokens.sign('unsubscribe', [ids.subscriberId, ids.newsletterId])}@${BOUNCE_DOMAIN}`,
    bounces: () => db.sqlite.prepare('SELECT * FROM bounces ORDER BY at, id').all() as Record<string, unknown>[],
    suppressions: () => db.sqlite.prepare('SELECT * FROM suppressions').all() as Record<string, unknown>[],
    states: () => db.sqlite.prepare('SELECT state FROM subscriptions ORDER BY newsletter_id').pluck().all() as string[],
    delivery: () =>
      db.sqlite.prepare('SELECT state, resolved_by AS by FROM deliveries').get() as {
        state: string;
        by: string | null;
      },
    setDelivery: (state: string, doubts = 0) =>
      db.sqlite.prepare('UPDATE deliveries SET state = ?, doubts = ?').run(state, doubts),
  };
}

export type FeedbackWorld = Awaited<ReturnType<typeof openFeedbackWorld>>;

type SeedWorld = Awaited<ReturnType<typeof openIssuesWorld>> & {
  subscribers: ReturnType<typeof openSubscribersRoom>;
};

async function seed({ db, clock, newId, newsletters, subscribers }: SeedWorld) {
  for (const slug of ['daily', 'weekly']) {
    orThrow(await newsletters.create({ slug, name: slug, schedule: { time: '07:00', timeZone: 'UTC' } }));
  }
  const added = orThrow(
    await subscribers.addConfirmed(
      {
        email: 'Reader@example.net',
        newsletters: ['daily', 'weekly'],
        consent: { text: 'I want it', at: clock.now() - 1_000 },
        confirmed: true,
      },
      { ip: null, userAgent: null, source: 'api' },
    ),
  );
  const newsletterId = (await newsletters.find('daily'))?.id ?? '';
  const issueId = newId();
  const at = clock.now();
  db.sqlite
    .prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, edited,
         candidates_since, content_hash, created_at, updated_at)
       VALUES (?, ?, 'digest', '2026-11-22', '2026-11-22', '2026-11-22', 'sending', 'Morning', '', 0, 0, 'hash', ?, ?)`,
    )
    .run(issueId, newsletterId, at, at);
  db.sqlite
    .prepare(
      `INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, attempt, fence, updated_at)
       VALUES (?, ?, 0, 'all', 'accepted', 1, 1, ?)`,
    )
    .run(issueId, added.subscriber.id, at);
  return { newsletterId, issueId, subscriberId: added.subscriber.id };
}
