import { createAccountStore } from '../../../../db/account-store.js';
import { createArticleStore } from '../../../../db/article-store.js';
import { createHubStore } from '../../../../db/hub-store.js';
import { createLetterStore } from '../../../../db/letter-store.js';
import { createSourceStore } from '../../../../db/source-store.js';
import { createSubscriberStore } from '../../../../db/subscriber-store.js';
import { createSuppressionStore } from '../../../../db/suppression-store.js';
import { openAccountsRoom } from '../../../../src/accounts/open-room.js';
import { createEmailTemplates } from '../../../../src/adapters/email-templates.js';
import { createMjml } from '../../../../src/adapters/mjml.js';
import { openArticlesRoom } from '../../../../src/articles/open-room.js';
import type { ArticlesRoom } from '../../../../src/articles/room.js';
import { openIssuesRoom } from '../../../../src/issues/open-room.js';
import { createIssueRenderer } from '../../../../src/issues/render-issue.js';
import { orThrow } from '../../../../src/kernel/refusal.js';
import { createTokens } from '../../../../src/kernel/token.js';
import { openSubscribersRoom } from '../../../../src/subscribers/open-room.js';
import type { Visitor } from '../../../../src/subscribers/room.js';
import { routersOf } from '../../../../src/web/routers.js';
import { noNetwork } from '../../../articles/support/newsroom.js';
import { seededRandom, silentLogger } from '../../../support/determinism.js';
import { addNewsletter, openIssuesWorld, type IssuesWorld } from '../../../support/issues-world.js';
import { startWeb } from '../../../support/web.js';

/** What stands in the mails; the pages are asked for on a port of this machine. */
export const BASE_URL = 'https://news.lantern.example';

export const VISITOR: Visitor = { ip: '198.51.100.7', userAgent: 'Lynx/2.9', source: 'form' };

/** Everything a link of ours can lead to, on one real database: the whole web process, and all rooms that write letters. */
export async function openLinkHouse() {
  const world = await openIssuesWorld();
  const house = openRooms(world);
  const { db, clock, tokens, rooms } = house;
  const daily = await addNewsletter(world, { mode: 'review', sections: [{ name: 'Harbour' }] });
  const weekly = await addNewsletter(world, { slug: 'weekly', name: 'The Weekly', mode: 'review' });
  const web = await startWeb({ rooms, routers: routersOf, clock, tokens, baseUrl: BASE_URL });

  return {
    ...house,
    world,
    web,
    daily,
    weekly,
    /** Asks for a path of ours, or for an address as it stands in a mail. */
    ask: async (link: string, init: RequestInit = {}) =>
      fetch(web.url + link.replace(BASE_URL, ''), { redirect: 'manual', ...init }),
    /** The subscriber's id; not confirmed. */
    signUp: async (email: string) => {
      orThrow(await rooms.subscribers.subscribe({ email, newsletters: ['daily', 'weekly'] }, VISITOR));
      return orThrow(await rooms.subscribers.lookUp(email)).subscriber.id;
    },
    /** The newest letter of a kind, to one address. */
    letterTo: (kind: string, recipient: string): { id: string; payload: Record<string, string> } => {
      const row = db.sqlite
        .prepare<[string, string], { id: string; payload: string }>(
          'SELECT id, payload FROM letters WHERE kind = ? AND recipient = ? ORDER BY created_at DESC, id DESC',
        )
        .get(kind, recipient);
      if (row === undefined) throw new Error(`No ${kind} letter to ${recipient}.`);
      return { id: row.id, payload: JSON.parse(row.payload) as Record<string, string> };
    },
    close: async () => {
      await web.close();
      world.remove();
    },
  };
}

export type LinkHouse = Awaited<ReturnType<typeof openLinkHouse>>;

/** The rooms with their stores. */
function openRooms(world: IssuesWorld) {
  const { db, clock, newId, newsletters } = world;
  const tokens = createTokens('a secret for tests that is long enough');
  const subscriberStore = createSubscriberStore({ db, tokens });
  const suppressions = createSuppressionStore({ db, tokens });
  const letters = createLetterStore({ db });
  const hubs = createHubStore({ db });
  const templates = { mjml: createMjml(), templates: createEmailTemplates() };
  const common = {
    db,
    clock,
    newId,
    tokens,
    newsletters,
    letters,
    suppressions,
    bell: world.deps.bell,
    random: seededRandom('link-house'),
    logger: silentLogger,
    baseUrl: BASE_URL,
  };
  const accounts = openAccountsRoom({ ...common, accounts: createAccountStore({ db }), configuredApiKey: undefined });
  const subscribers = openSubscribersRoom({ ...common, subscribers: subscriberStore });
  const sources = openArticlesRoom({
    ...noNetwork({ db }),
    ...common,
    sources: createSourceStore({ db }),
    articles: createArticleStore({ db }),
    hubs,
    fetcher: { fetch: async () => ({ kind: 'failed', reason: 'No network.', status: null, retryAfter: null }) },
  });
  const articles: ArticlesRoom = {
    ...world.deps.articles,
    answerHub: async (token, question) => sources.answerHub(token, question),
    receivePush: async (token, push) => sources.receivePush(token, push),
  };
  const issues = openIssuesRoom({
    ...world.deps,
    baseUrl: BASE_URL,
    articles,
    renderer: createIssueRenderer(templates),
  });
  const rooms = { newsletters, articles, subscribers, issues, accounts };
  return { ...common, rooms, templates, subscriberStore, hubs };
}
