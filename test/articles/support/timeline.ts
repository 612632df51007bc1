import { createHttpFetcher } from '../../../src/adapters/http-fetcher.js';
import { openArticlesRoom } from '../../../src/articles/open-room.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { newsletterSettingsSchema } from '../../../src/newsletters/newsletter.js';
import { silentLogger } from '../../support/determinism.js';
import { rss } from './feeds.js';
import { startFeedServer } from './feed-server.js';
import { noNetwork, openNewsroom } from './newsroom.js';

export interface Headline {
  readonly from: string;
  readonly to: string;
}

/** A newsroom that follows one feed over HTTP while it changes. */
export async function openTimeline() {
  const newsroom = openNewsroom();
  const server = await startFeedServer();
  const id = newsroom.addNewsletter('daily');
  const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
  const newsletter = {
    ...newsletterSettingsSchema.parse({ slug: 'daily', name: 'daily', schedule }),
    id,
    createdAt: 0,
  };
  const room = openArticlesRoom({
    ...newsroom,
    fetcher: createHttpFetcher({ allow: [server.host], userAgent: 'Pressrun-Test/1', clock: newsroom.clock }),
    ...noNetwork(newsroom),
    newsletters: { all: async () => [newsletter], find: async () => newsletter },
    bell: { ring: () => {} },
    logger: silentLogger,
  });
  server.publish(rss([]));
  const source = orThrow(await room.addSource({ newsletter: 'daily', url: server.url }));
  // Adding looks at the address too.
  server.answers.length = 0;
  const list = <Row>(sql: string) => newsroom.db.sqlite.prepare<[], Row>(sql).all();
  return {
    newsroom,
    answers: server.answers,
    /** What the next fetch finds new, changed and as it was. */
    async fetch(document: Uint8Array | string) {
      newsroom.clock.advance(60_000);
      server.publish(document);
      return orThrow(await room.fetchSource(source.id));
    },
    titles: () => list<{ title: string }>('SELECT title FROM articles ORDER BY id').map(({ title }) => title),
    /** Every change of a headline, oldest first. */
    headlines: () =>
      list<Headline>(
        `SELECT earlier.title AS "from", later.title AS "to" FROM article_versions AS later
         JOIN article_versions AS earlier ON earlier.article_id = later.article_id AND earlier.version = later.version - 1
         WHERE later.title <> earlier.title ORDER BY later.at`,
      ),
    async close() {
      await server.close();
      newsroom.close();
    },
  };
}
