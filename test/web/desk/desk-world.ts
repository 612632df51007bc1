import { createAccountStore } from '../../../db/account-store.js';
import { createDeliveryStore } from '../../../db/delivery-store.js';
import { createNumbersStore } from '../../../db/numbers-store.js';
import { createSubscriberStore } from '../../../db/subscriber-store.js';
import { createSuppressionStore } from '../../../db/suppression-store.js';
import { openAccountsRoom } from '../../../src/accounts/open-room.js';
import type { Role } from '../../../src/accounts/role.js';
import type { Person } from '../../../src/accounts/room.js';
import type { ArticlesRoom } from '../../../src/articles/room.js';
import type { Source } from '../../../src/articles/source.js';
import { retryFailed } from '../../../src/delivery/retry-failed.js';
import { progressOf } from '../../../src/delivery/progress.js';
import type { DeliveryRoom } from '../../../src/delivery/room.js';
import type { DeliveryState } from '../../../src/delivery/delivery.js';
import { openNumbers } from '../../../src/feedback/numbers/open-numbers.js';
import { DAY } from '../../../src/kernel/clock.js';
import type { NewLetter } from '../../../src/kernel/letter.js';
import { done, invalid, orThrow, refuse } from '../../../src/kernel/refusal.js';
import { createTokens } from '../../../src/kernel/token.js';
import { openSubscribersRoom } from '../../../src/subscribers/open-room.js';
import { createApiRouter } from '../../../src/web/api/api-router.js';
import { createApiDocsRouter } from '../../../src/web/api/docs-router.js';
import { createMetricsRouter } from '../../../src/web/api/metrics-router.js';
import { createDeskRouter } from '../../../src/web/desk/desk-router.js';
import { blankSource } from '../../support/blank-source.js';
import { silentLogger, seededRandom } from '../../support/determinism.js';
import { addStory, openIssuesWorld, type IssuesWorld } from '../../support/issues-world.js';
import { absent, startWeb } from '../../support/web.js';

/**
 * Real: SQLite, HTTP, newsletters, issues, subscribers, accounts and the delivery ledger. Written for the test: articles
 * and their sources, test mails, letters, the bell.
 */
export async function openDeskWorld(options: { baseUrl?: string } = {}) {
  const world = await openIssuesWorld(Date.UTC(2026, 10, 22, 6));
  const { db, clock, newId } = world;
  const tokens = createTokens('a secret of at least thirty-two characters');
  const letters: NewLetter[] = [];
  const shared = {
    letters: { insert: async (letter: NewLetter) => letters.push(letter) > 0 },
    bell: world.deps.bell,
    tokens,
    clock,
    newId,
    baseUrl: options.baseUrl ?? 'http://127.0.0.1',
  };
  const accounts = openAccountsRoom({
    ...shared,
    accounts: createAccountStore({ db }),
    random: seededRandom('accounts'),
    configuredApiKey: undefined,
  });
  const subscribers = openSubscribersRoom({
    ...shared,
    subscribers: createSubscriberStore({ db, tokens }),
    suppressions: createSuppressionStore({ db, tokens }),
    newsletters: world.newsletters,
    logger: silentLogger,
  });
  const tested: string[] = [];
  const articles = articlesWithSources(world);
  const web = await startWeb({
    rooms: {
      newsletters: world.newsletters,
      articles: articles.room,
      subscribers,
      issues: world.room,
      delivery: openLedger(world, tested),
      feedback: Object.assign(absent('feedback'), openNumbers({ numbers: createNumbersStore({ db }), clock }), {
        hookTally: () => [],
      }),
      accounts,
    },
    routers: (deps) => [
      { path: '/desk', router: createDeskRouter(deps) },
      { path: '/api/v1', router: createApiRouter(deps) },
      { path: '/api', router: createApiDocsRouter(deps) },
      { path: '/', router: createMetricsRouter(deps) },
    ],
    clock,
    tokens,
    ...options,
  });
  const people = {
    owner: orThrow(await accounts.addPerson({ email: 'olga@lantern.example', name: 'Olga', role: 'owner' })),
    editor: orThrow(await accounts.addPerson({ email: 'edda@lantern.example', role: 'editor' })),
    viewer: orThrow(await accounts.addPerson({ email: 'vito@lantern.example', role: 'viewer' })),
  };

  /** A session as the browser keeps it: the value of the Cookie header. */
  async function cookieOf(person: Person): Promise<string> {
    const token = (await accounts.signInLink(person, DAY)).split('/').at(-1) ?? '';
    const { session } = orThrow(await accounts.signIn(token));
    return `${options.baseUrl?.startsWith('https:') ? '__Host-pressrun_desk' : 'pressrun_desk'}=${session}`;
  }

  const keyOf = async (role: Role): Promise<string> =>
    orThrow(await accounts.createApiKey({ name: `a ${role}`, role })).key;

  return {
    ...world,
    web,
    url: web.url,
    tokens,
    letters,
    accounts,
    subscribers,
    people,
    cookieOf,
    keyOf,
    tested,
    sources: articles.sources,
    close: async () => {
      await web.close();
      world.remove();
    },
  };
}

export type DeskWorld = Awaited<ReturnType<typeof openDeskWorld>>;

function openLedger({ db, issues, clock, room }: IssuesWorld, tested: string[]): DeliveryRoom {
  const deliveries = createDeliveryStore({ db });
  return {
    progress: async (issueId) => progressOf({ deliveries, issues, clock }, issueId),
    deliveries: async (query) => deliveries.list(query),
    breakdown: async (issueId) => deliveries.breakdown(issueId),
    byRelay: async (issueId) => deliveries.byRelay(issueId),
    retryFailed: async (issueId, options, by) =>
      retryFailed(
        { deliveries, issues, bell: { ring: () => {} }, clock, logger: silentLogger },
        { issueId, ...options, by },
      ),
    async resolve(delivery, to, actor) {
      if (await deliveries.resolve(delivery, to, actor, clock.now())) return done(undefined);
      return refuse({ code: 'delivery.not-held', kind: 'conflict', detail: 'It is not held.' });
    },
    async preview(issueId) {
      const variant = await room.variant(issueId);
      return variant.ok ? done(Buffer.from(`Subject: ${variant.value.subject}\r\n\r\n${variant.value.html}`)) : variant;
    },
    async sendTest(issueId, to) {
      const view = await room.view(issueId);
      if (!view.ok) return view;
      tested.push(...to);
      const results = to.map((address) => {
        const accepted = !address.startsWith('refuse-');
        return { to: address, accepted, reply: accepted ? '250 2.0.0 Ok' : '550 refused as asked' };
      });
      if (results.some(({ accepted }) => accepted)) return done(results);
      return refuse({
        code: 'test.not-accepted',
        kind: 'unavailable',
        detail: 'Taken by nobody: 550 refused as asked',
      });
    },
  };
}

function articlesWithSources(world: IssuesWorld): { room: ArticlesRoom; sources: Source[] } {
  const sources: Source[] = [];
  const pushed = new Map<string, string>();
  const unknown = refuse({ code: 'source.unknown', kind: 'unknown', detail: 'There is no such source.' });
  const room: ArticlesRoom = {
    ...world.deps.articles,
    sources: async (newsletterId) =>
      sources.filter((source) => newsletterId === undefined || source.newsletterId === newsletterId),
    async addSource(input) {
      const { newsletter, url, section, kind = 'feed' } = input as Partial<Source> & { newsletter?: string };
      const found = await world.newsletters.find(String(newsletter));
      if (found === undefined || !/^https?:/.test(String(url))) {
        return refuse({ code: 'source.invalid', kind: 'invalid', detail: 'url: is not an address' });
      }
      const place = { newsletterId: found.id, url: String(url), kind, section: section ?? null };
      const chosenBecause = `Chosen as ${kind}.`;
      const source = blankSource({ id: world.newId(), ...place, chosenBecause, nextFetchAt: world.clock.now() });
      sources.push(source);
      return done(source);
    },
    fetchSource: async (id) =>
      sources.some((source) => source.id === id) ? done({ new: 3, updated: 1, unchanged: 8 }) : unknown,
    async addArticle(input) {
      const { url = '' } = input as { url?: string };
      if (!url.includes('/story/')) {
        const fault = 'is no single story';
        return invalid('source.unreadable', [{ field: 'url', fault, example: 'https://lantern.example/story/1' }]);
      }
      const known = [...world.stories.values()].find((story) => story.url === url);
      if (known !== undefined) return done({ article: known, created: false });
      return done({ article: addStory(world, `Read from ${new URL(url).pathname}`, { url }), created: true });
    },
    async push(externalId, input) {
      const { title } = input as { title?: string };
      if (title === undefined) return invalid('article.invalid', [{ field: 'title', fault: 'is missing' }]);
      const id = pushed.get(externalId);
      const known = id === undefined ? undefined : world.stories.get(id);
      if (known !== undefined) return done({ article: known, created: false });
      const article = addStory(world, title, { externalId });
      pushed.set(externalId, article.id);
      return done({ article, created: true });
    },
    retract: async (externalId) => (pushed.delete(externalId) ? done(undefined) : unknown),
  };
  return { room, sources };
}

/** Rows of the ledger straight into the table, for an issue whose audience is frozen. */
export function settle(world: DeskWorld, issueId: string, states: readonly DeliveryState[]): void {
  const readers = world.db.sqlite
    .prepare<[string], { id: string }>('SELECT subscriber_id AS id FROM deliveries WHERE issue_id = ? ORDER BY 1')
    .all(issueId);
  const update = world.db.sqlite.prepare(
    'UPDATE deliveries SET state = ?, attempt = 1, reason = ?, reply = ?, updated_at = ? WHERE issue_id = ? AND subscriber_id = ?',
  );
  states.forEach((state, index) => {
    const failed = state === 'failed';
    const reply = failed ? '550 5.1.1 <nobody> User unknown' : '250 2.0.0 Ok';
    const reader = readers[index]?.id ?? '';
    update.run(state, failed ? 'unknown-user' : null, reply, world.clock.now(), issueId, reader);
  });
}
