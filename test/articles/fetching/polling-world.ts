import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHubStore } from '../../../db/hub-store.js';
import { createHttpFetcher } from '../../../src/adapters/http-fetcher.js';
import type { ArticlesDeps } from '../../../src/articles/deps.js';
import { scanPage } from '../../../src/articles/page/scan-page.js';
import { parseSource } from '../../../src/articles/parse-source.js';
import { openArticlesRoom } from '../../../src/articles/open-room.js';
import type { Job } from '../../../src/kernel/bell.js';
import type { EditorNotice } from '../../../src/kernel/editor-notices.js';
import { done, orThrow } from '../../../src/kernel/refusal.js';
import { newsletterSettingsSchema } from '../../../src/newsletters/newsletter.js';
import { silentLogger } from '../../support/determinism.js';
import { rss } from '../support/feeds.js';
import { noNetwork, openNewsroom } from '../support/newsroom.js';
import { openServer } from './canary.js';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** One story of its own per address. */
export const storyAt = (path: string): string =>
  rss([{ title: `The story of ${path}`, link: `https://tern.example${path}`, guid: path }]);

/** The articles room on a real database, fetching from a real publisher whose answers are written per path. */
export async function openPolling(change: Partial<ArticlesDeps> = {}) {
  const newsroom = openNewsroom();
  const asked: Asked[] = [];
  const answers = new Map<string, Answer>();
  let reads = 0;
  let inside = 0;
  let mostInside = 0;
  const publisher = await openServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    mostInside = Math.max(mostInside, ++inside);
    response.on('close', () => inside--);
    (answers.get(path) ?? ((_request, answer) => void answer.end(storyAt(path))))(request, response);
  });
  const notices: EditorNotice[] = [];
  const audited: { action: string; subject: string; detail?: unknown }[] = [];
  const rung: Job[] = [];
  const newsletter = {
    ...newsletterSettingsSchema.parse({ slug: 'daily', name: 'Daily', schedule: { time: '07:00', timeZone: 'UTC' } }),
    id: newsroom.addNewsletter('daily'),
    createdAt: 0,
  };
  const { clock } = newsroom;
  const hubs = createHubStore({ db: newsroom.db });
  const room = openArticlesRoom({
    ...newsroom,
    ...noNetwork(newsroom),
    feedReader: {
      read: async (feed) => {
        reads += 1;
        return parseSource(feed);
      },
      scan: async (page) => done(scanPage(page)),
    },
    hubs,
    fetcher: createHttpFetcher({ allow: [publisher.host], userAgent: 'Pressrun/test', clock }),
    newsletters: { all: async () => [newsletter], find: async () => newsletter },
    notices: { tell: async (notice) => void (notices.some(({ key }) => key === notice.key) || notices.push(notice)) },
    audit: async (entry) => void audited.push(entry),
    bell: { ring: (jobs) => void rung.push(...jobs) },
    logger: silentLogger,
    baseUrl: 'https://press.tern.example',
    ...change,
  });
  return {
    ...newsroom,
    room,
    hubs,
    newsletter,
    publisher,
    asked,
    answers,
    notices,
    audited,
    rung,
    /** Documents that were read so far, not only fetched. */
    reads: () => reads,
    mostAtOnce: () => mostInside,
    urlOf: (path: string) => `http://${publisher.host}${path}`,
    add: async (path: string) => {
      const { id } = orThrow(await room.addSource({ newsletter: 'daily', url: `http://${publisher.host}${path}` }));
      // Adding looks at the address too.
      asked.length = 0;
      return id;
    },
    reload: async (id: string) => {
      const source = await newsroom.sources.byId(id);
      if (source === undefined) throw new Error(`The source ${id} is gone.`);
      return source;
    },
    shut: async () => {
      await publisher.close();
      newsroom.close();
    },
  };
}

export type PollingWorld = Awaited<ReturnType<typeof openPolling>>;
