import { createHubStore } from '../../../db/hub-store.js';
import type { FeedBytes } from '../../../src/articles/parse-feed.js';
import { scanPage } from '../../../src/articles/page/scan-page.js';
import { parseSource } from '../../../src/articles/parse-source.js';
import { createArticleStore } from '../../../db/article-store.js';
import { createPictureStore } from '../../../db/picture-store.js';
import { createSourceStore } from '../../../db/source-store.js';
import type { IdentifiedEntry } from '../../../src/articles/article-store.js';
import { settleEntries } from '../../../src/articles/settle-entries.js';
import type { Source } from '../../../src/articles/source.js';
import { done } from '../../../src/kernel/refusal.js';
import { fakeClock, seededRandom, testIds } from '../../support/determinism.js';
import { openTestDatabase } from '../../support/database.js';

/** A database with newsletters, and stores on it. */
export function openNewsroom() {
  const { db, remove } = openTestDatabase();
  const clock = fakeClock();
  const newId = testIds(clock);
  const sources = createSourceStore({ db });
  const articles = createArticleStore({ db });

  function addNewsletter(slug: string, sections: readonly string[] = []): string {
    const id = newId();
    const settings = { slug, name: slug, sections: sections.map((name) => ({ name })), active: true };
    db.sqlite
      .prepare('INSERT INTO newsletters (id, slug, settings, created_at, updated_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, slug, JSON.stringify(settings), clock.now(), clock.now());
    return id;
  }

  async function addSource(newsletterId: string, section: string | null = null): Promise<Source> {
    clock.advance(1);
    const id = newId();
    const url = `https://tern.example/${id}.xml`;
    await sources.insert({
      id,
      newsletterId,
      url,
      kind: 'feed',
      section,
      title: null,
      chosenBecause: null,
      at: clock.now(),
    });
    const source = await sources.byId(id);
    if (source === undefined) throw new Error('not stored');
    return source;
  }

  return { db, clock, newId, sources, articles, addNewsletter, addSource, close: remove };
}

/** For tests without pages and pictures: nothing answers. */
export const noNetwork = ({ db }: Pick<ReturnType<typeof openNewsroom>, 'db'>) => ({
  probe: { status: async () => null },
  pictures: createPictureStore({ db }),
  pictureFetcher: { fetch: async () => ({ fault: 'Nothing answers.', forGood: false }) },
  press: { reduce: async () => ({ fault: 'No press here.' }) },
  files: { write: async () => {}, read: async () => undefined },
  random: seededRandom('articles'),
  feedReader: {
    read: async (feed: FeedBytes) => parseSource(feed),
    scan: async (page: FeedBytes) => done(scanPage(page)),
  },
  hubs: createHubStore({ db }),
  hubClient: { ask: async () => ({ fault: 'Nobody is to be asked in this test.' }) },
  hooksUrl: null,
  notices: { tell: async () => undefined },
  audit: async () => undefined,
  baseUrl: 'https://press.tern.example',
});

/** One entry as a fetch would bring it. */
export function entry(
  fields: {
    url: string;
    title?: string;
    guid?: string | null;
    dek?: string;
    publishedAt?: number;
    categories?: string[];
    featured?: boolean;
  },
  now = Date.UTC(2026, 10, 22, 6),
): IdentifiedEntry {
  const [settled] = settleEntries(
    [
      {
        guid: fields.guid ?? null,
        url: fields.url,
        title: fields.title ?? 'A title',
        dek: fields.dek ?? null,
        author: null,
        categories: fields.categories ?? [],
        image: null,
        language: null,
        publishedAt: fields.publishedAt ?? null,
        updatedAt: null,
        ...(fields.featured === undefined ? {} : { featured: fields.featured }),
      },
    ],
    now,
  );
  if (settled === undefined) throw new Error('not an entry');
  return settled;
}
