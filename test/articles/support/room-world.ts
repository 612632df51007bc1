import type { FeedFetcher, FetchOutcome } from '../../../src/articles/feed-fetcher.js';
import { openArticlesRoom } from '../../../src/articles/open-room.js';
import type { Job } from '../../../src/kernel/bell.js';
import { orThrow } from '../../../src/kernel/refusal.js';
import { newsletterSettingsSchema, type Newsletter } from '../../../src/newsletters/newsletter.js';
import { silentLogger } from '../../support/determinism.js';
import { rss } from './feeds.js';
import { noNetwork, openNewsroom } from './newsroom.js';

export const FEED = 'https://tern.example/rss';

export const answer = (text: string, headers: Record<string, string> = {}): FetchOutcome => ({
  kind: 'fetched',
  bytes: Buffer.from(text),
  finalUrl: FEED,
  movedTo: null,
  headers,
});

export const oneStory = answer(
  rss([{ title: 'The harbour reopens', link: 'https://tern.example/harbour', guid: 'g' }]),
  {
    etag: '"v1"',
    'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
  },
);

/** The articles room on a real database, for two newsletters; the one feed answers as it is told. */
export function openRoomWorld() {
  const newsroom = openNewsroom();
  const { sources, articles, clock, newId, addNewsletter } = newsroom;
  const newsletters: Newsletter[] = ['daily', 'weekly'].map((slug) => {
    const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
    const settings = newsletterSettingsSchema.parse({ slug, name: slug, schedule, active: slug === 'daily' });
    return { ...settings, id: addNewsletter(slug), createdAt: 0 };
  });
  const rung: Job[] = [];
  const asked: { url: string; etag: string | null }[] = [];
  let next: FetchOutcome = oneStory;
  const fetcher: FeedFetcher = {
    fetch: async (url, { etag }) => {
      asked.push({ url, etag });
      return next;
    },
  };
  const room = openArticlesRoom({
    sources,
    articles,
    clock,
    newId,
    fetcher,
    ...noNetwork(newsroom),
    newsletters: {
      all: async () => newsletters,
      find: async (name) => newsletters.find(({ id, slug }) => name === id || name === slug),
    },
    bell: { ring: (jobs) => rung.push(...jobs) },
    logger: silentLogger,
    baseUrl: 'https://tern.example',
  });
  const addFeed = async () => {
    const source = orThrow(await room.addSource({ newsletter: 'daily', url: FEED }));
    /** Adding looks at the address too. */
    asked.length = 0;
    return source;
  };
  const reload = async (id: string) => {
    const source = await sources.byId(id);
    if (source === undefined) throw new Error('gone');
    return source;
  };
  const answerWith = (outcome: FetchOutcome) => {
    next = outcome;
  };
  return { ...newsroom, room, newsletters, rung, asked, addFeed, reload, answerWith };
}

export type RoomWorld = ReturnType<typeof openRoomWorld>;
