import { createHttpFetcher } from '../../../src/adapters/http-fetcher.js';
import { openArticlesRoom } from '../../../src/articles/open-room.js';
import type { Article } from '../../../src/articles/article.js';
import type { Job } from '../../../src/kernel/bell.js';
import type { LogFields, Logger } from '../../../src/kernel/logger.js';
import { orThrow, type Outcome } from '../../../src/kernel/refusal.js';
import { newsletterSettingsSchema, type Newsletter } from '../../../src/newsletters/newsletter.js';
import { noNetwork, openNewsroom } from './newsroom.js';
import { startSite, type Site } from './site-server.js';

/** Real: SQLite, the guarded fetcher and its sockets, the articles room; one site on this machine, allowed by name. */
export async function openSourceWorld(site: Site = () => undefined) {
  const newsroom = openNewsroom();
  const server = await startSite(site);
  const { sources, articles, clock, newId } = newsroom;
  const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
  const settings = newsletterSettingsSchema.parse({ slug: 'daily', name: 'Daily', schedule, active: true });
  const daily: Newsletter = { ...settings, id: newsroom.addNewsletter('daily', ['Harbour & Sea']), createdAt: 0 };
  const rung: Job[] = [];
  const logged: string[] = [];
  const log = (event: string, fields?: LogFields) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const room = openArticlesRoom({
    sources,
    articles,
    clock,
    newId,
    logger,
    ...noNetwork(newsroom),
    fetcher: createHttpFetcher({ allow: [server.host], userAgent: 'Pressrun/test', clock }),
    newsletters: {
      all: async () => [daily],
      find: async (name) => [daily].find(({ id, slug }) => [id, slug].includes(name)),
    },
    bell: { ring: (jobs) => void rung.push(...jobs) },
  });

  const add = async (path: string, more: object = {}) =>
    room.addSource({ newsletter: 'daily', url: `${server.url}${path}`, ...more });
  const candidates = async (): Promise<readonly Article[]> =>
    room.candidates({ newsletterId: daily.id, since: 0, now: clock.now(), limit: 500 });
  /** Adds and fetches; the stories are then candidates. */
  async function stories(path: string, more: object = {}) {
    const source = orThrow(await add(path, more));
    const counts = orThrow(await room.fetchSource(source.id));
    return { source, counts, articles: await candidates() };
  }
  const close = async () => {
    newsroom.close();
    await server.close();
  };
  return { ...newsroom, room, server, daily, rung, logged, add, candidates, stories, close };
}

export type SourceWorld = Awaited<ReturnType<typeof openSourceWorld>>;

export const refusal = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.refusal);
