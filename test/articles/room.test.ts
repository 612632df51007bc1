import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpFetcher } from '../../src/adapters/http-fetcher.js';
import type { FeedFetcher, FetchOutcome } from '../../src/articles/feed-fetcher.js';
import { openArticlesRoom } from '../../src/articles/open-room.js';
import type { Job } from '../../src/kernel/bell.js';
import type { EditorNotice } from '../../src/kernel/editor-notices.js';
import { orThrow, type Outcome } from '../../src/kernel/refusal.js';
import { newsletterSettingsSchema, type Newsletter } from '../../src/newsletters/newsletter.js';
import { fakeClock, silentLogger } from '../support/determinism.js';
import { rss } from './support/feeds.js';
import { noNetwork, openNewsroom } from './support/newsroom.js';

const MINUTE = 60_000;
const FEED = 'https://tern.example/rss';

let newsroom: ReturnType<typeof openNewsroom>;
let world: ReturnType<typeof openWorld>;

beforeEach(() => {
  newsroom = openNewsroom();
  world = openWorld();
});
afterEach(() => newsroom.close());

const answer = (text: string, headers: Record<string, string> = {}): FetchOutcome => ({
  kind: 'fetched',
  bytes: Buffer.from(text),
  finalUrl: FEED,
  movedTo: null,
  headers,
});
const failure = (reason: string, status: number | null = null, retryAfter: number | null = null): FetchOutcome => ({
  kind: 'failed',
  reason,
  status,
  retryAfter,
});
const oneStory = answer(rss([{ title: 'The harbour reopens', link: 'https://tern.example/harbour', guid: 'g' }]), {
  etag: '"v1"',
  'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
});

function openWorld() {
  const { sources, articles, clock, newId, addNewsletter } = newsroom;
  const newsletters: Newsletter[] = ['daily', 'weekly'].map((slug) => {
    const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
    const settings = newsletterSettingsSchema.parse({ slug, name: slug, schedule, active: slug === 'daily' });
    return { ...settings, id: addNewsletter(slug), createdAt: 0 };
  });
  const rung: Job[] = [];
  const notices: EditorNotice[] = [];
  const audited: object[] = [];
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
    notices: { tell: async (notice) => void notices.push(notice) },
    audit: async (entry) => void audited.push(entry),
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
  return { ...newsroom, room, newsletters, rung, notices, audited, asked, addFeed, reload, answerWith };
}

const refusal = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.refusal);

describe('adding a source', () => {
  test('stores it, due at once, and rings', async () => {
    const source = await world.addFeed();
    expect(source).toMatchObject({ url: FEED, kind: 'feed', section: null, newsletterId: world.newsletters[0]?.id });
    expect(await world.room.dueSources()).toEqual([source]);
    expect(world.rung).toEqual([{ name: 'fetch-source', sourceId: source.id }]);
  });

  test('the same address again is a conflict', async () => {
    await world.addFeed();
    const again = await world.room.addSource({ newsletter: 'daily', url: 'HTTPS://tern.example/rss' });
    expect(refusal(again)).toMatchObject({ code: 'source.exists', kind: 'conflict' });
    expect(await world.room.sources()).toHaveLength(1);
  });

  test('an unknown newsletter is refused with the names there are', async () => {
    const outcome = await world.room.addSource({ newsletter: 'hourly', url: FEED });
    expect(refusal(outcome)).toMatchObject({ code: 'newsletter.unknown', kind: 'unknown' });
    expect(refusal(outcome)?.detail).toContain('daily, weekly');
  });

  test.each([
    [{ newsletter: 'daily' }, 'url', 'must be the address of a site, a feed or a story'],
    [{ newsletter: 'daily', url: 'file:///etc/passwd' }, 'url', 'must be an http or https address without a password'],
    [
      { newsletter: 'daily', url: 'https://a:b@tern.example/' },
      'url',
      'must be an http or https address without a password',
    ],
    [{ newsletter: 'daily', url: FEED, kind: 'telex' }, 'kind', 'must be feed, wordpress, ghost or page'],
    [{ url: FEED }, 'newsletter', 'must name a newsletter'],
  ])('%j is refused at the field %s', async (input, field, fault) => {
    const outcome = refusal(await world.room.addSource(input));
    expect(outcome).toMatchObject({ code: 'source.invalid', kind: 'invalid' });
    expect(outcome?.errors).toEqual([expect.objectContaining({ field, fault, example: expect.any(String) })]);
  });
});

/** A look-up that ends in this error of the system. */
const fails = (code: string) => async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code }));

describe('fetching a source', () => {
  test('stores its stories and its health, and comes again in a quarter of an hour', async () => {
    const { id } = await world.addFeed();
    expect(orThrow(await world.room.fetchSource(id))).toEqual({ new: 1, updated: 0, unchanged: 0 });
    const source = await world.reload(id);
    expect(source).toMatchObject({ title: 'The Tern', etag: '"v1"', failures: 0, lastError: null });
    expect(source.lastNewAt).toBe(world.clock.now());
    expect(Math.abs(source.nextFetchAt - world.clock.now() - 15 * MINUTE)).toBeLessThanOrEqual(1.5 * MINUTE);
    const found = await world.room.candidates({
      newsletterId: source.newsletterId,
      since: 0,
      now: world.clock.now(),
      limit: 9,
    });
    expect(found).toMatchObject([{ title: 'The harbour reopens' }]);
    expect(await world.room.byIds(found.map((article) => article.id))).toHaveLength(1);
  });

  test('sends what the last answer said, and takes 304 for nothing new', async () => {
    const { id } = await world.addFeed();
    await world.room.fetchSource(id);
    world.answerWith({ kind: 'not-modified', movedTo: null, headers: {} });
    expect(orThrow(await world.room.fetchSource(id))).toEqual({ new: 0, updated: 0, unchanged: 1 });
    expect(world.asked.map(({ etag }) => etag)).toEqual([null, '"v1"']);
    expect((await world.reload(id)).etag).toBe('"v1"');
  });

  test('two workers fetch a due source once', async () => {
    const { id } = await world.addFeed();
    await Promise.all([world.room.fetchDueSource(id), world.room.fetchDueSource(id)]);
    await world.room.fetchDueSource(id);
    expect(world.asked).toHaveLength(1);
    world.clock.advance(17 * MINUTE);
    await world.room.fetchDueSource(id);
    expect(world.asked).toHaveLength(2);
  });

  test('a failing source is a refusal in words, kept with it, and asked ever more seldom', async () => {
    const { id } = await world.addFeed();
    world.answerWith(failure('tern.example refuses connections.'));
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      const outcome = await world.room.fetchSource(id);
      expect(refusal(outcome)).toMatchObject({ code: 'source.failed', kind: 'unavailable' });
      waits.push(((await world.reload(id)).nextFetchAt - world.clock.now()) / MINUTE);
    }
    expect(waits[0]).toBeLessThan(17);
    expect(waits[2]).toBeGreaterThan(50);
    expect(waits[8]).toBeGreaterThan(21 * 60);
    expect(waits[8]).toBeLessThan(27 * 60);
    expect(await world.reload(id)).toMatchObject({ failures: 9, lastError: 'tern.example refuses connections.' });
    world.answerWith(oneStory);
    await world.room.fetchSource(id);
    expect(await world.reload(id)).toMatchObject({ failures: 0, lastError: null });
  });

  test('Retry-After is obeyed, a feed gone for good is left alone', async () => {
    const { id } = await world.addFeed();
    world.answerWith(failure('The server answered 429 Too Many Requests.', 429, 5 * 60 * MINUTE));
    await world.room.fetchSource(id);
    expect((await world.reload(id)).nextFetchAt).toBe(world.clock.now() + 5 * 60 * MINUTE);
    world.answerWith(failure('The server answered 410 Gone.', 410));
    await world.room.fetchSource(id);
    world.clock.advance(365 * 24 * 60 * MINUTE);
    expect(await world.room.dueSources()).toEqual([]);
  });

  test('a web page is a fault, not a feed without news, and the old validators stay', async () => {
    const { id } = await world.addFeed();
    await world.room.fetchSource(id);
    world.answerWith(answer('<html><body>Checking your browser</body></html>', { etag: '"page"' }));
    expect(refusal(await world.room.fetchSource(id))?.detail).toContain('This is a web page, not a feed.');
    expect(await world.reload(id)).toMatchObject({ etag: '"v1"', failures: 1 });
  });

  test.each([
    ['a web page', answer('<html><body>Hello</body></html>')],
    ['404', failure('The server answered 404 Not Found.', 404)],
    ['410', failure('The server answered 410 Gone.', 410)],
  ])('%s is a fault of the address', async (_name, outcome) => {
    const { id } = await world.addFeed();
    world.answerWith(outcome);
    const fault = refusal(await world.room.fetchSource(id));
    expect(fault).toMatchObject({ code: 'source.failed', kind: 'invalid' });
    expect(fault?.errors).toEqual([{ field: 'url', fault: fault?.detail }]);
  });

  test.each([408, 429, 500, 502, 503])('%i may pass', async (status) => {
    const { id } = await world.addFeed();
    world.answerWith(failure('The server answered.', status));
    expect(refusal(await world.room.fetchSource(id))).toMatchObject({ code: 'source.failed', kind: 'unavailable' });
  });

  test.each([
    ['a private address', 'http://10.0.0.7/rss', fails('EAI_AGAIN'), 'invalid'],
    ['a port of its own', 'http://tern.example:8080/rss', fails('EAI_AGAIN'), 'invalid'],
    ['a name nobody has', FEED, fails('ENOTFOUND'), 'invalid'],
    ['a name server that is down', FEED, fails('EAI_AGAIN'), 'unavailable'],
    ['a refused connection', FEED, fails('ECONNREFUSED'), 'unavailable'],
    ['a server that is too slow', FEED, fails('ETIMEDOUT'), 'unavailable'],
  ])('%s, in the words of the fetcher, is told by kind', async (_name, url, resolve, kind) => {
    const { id } = await world.addFeed();
    const fetcher = createHttpFetcher({ allow: [], userAgent: 'Pressrun/test', clock: fakeClock(), resolve });
    world.answerWith(await fetcher.fetch(url, { etag: null, lastModified: null }));
    expect(refusal(await world.room.fetchSource(id))).toMatchObject({ code: 'source.failed', kind });
  });

  test('an unknown source is refused, and as a job does nothing', async () => {
    expect(refusal(await world.room.fetchSource('nobody'))).toMatchObject({ code: 'source.unknown', kind: 'unknown' });
    await world.room.fetchDueSource('nobody');
    expect(world.asked).toEqual([]);
  });
});

describe('pushing an article', () => {
  const story = { url: 'https://tern.example/a', title: 'A &amp; B', publishedAt: '2026-11-22T06:00:00+01:00' };

  test('is created once, the same again changes nothing', async () => {
    const first = orThrow(
      await world.room.push('cms-1', { ...story, image: 'https://img.example/a.jpg', dek: '<p>Why.</p>' }),
    );
    expect(first.created).toBe(true);
    expect(first.article).toMatchObject({
      title: 'A & B',
      dek: 'Why.',
      image: { url: 'https://img.example/a.jpg', alt: '', credit: null },
      publishedAt: Date.UTC(2026, 10, 22, 5),
    });
    const again = orThrow(
      await world.room.push('cms-1', { ...story, image: 'https://img.example/a.jpg', dek: '<p>Why.</p>' }),
    );
    expect(again).toEqual({ created: false, article: first.article });
  });

  test('is offered to the active newsletters, or to those named', async () => {
    const offered = async (newsletterId = '') =>
      (await world.room.candidates({ newsletterId, since: 0, now: world.clock.now(), limit: 9 })).length;
    await world.room.push('cms-1', story);
    expect(await Promise.all(world.newsletters.map(async ({ id }) => offered(id)))).toEqual([1, 0]);
    await world.room.push('cms-2', { ...story, url: 'https://tern.example/b', newsletters: ['weekly'] });
    expect(await Promise.all(world.newsletters.map(async ({ id }) => offered(id)))).toEqual([1, 1]);
    expect(refusal(await world.room.push('cms-3', { ...story, newsletters: ['hourly'] }))?.code).toBe(
      'newsletter.unknown',
    );
  });

  test('with an address that belongs to another is a conflict', async () => {
    await world.room.push('cms-1', story);
    expect(refusal(await world.room.push('cms-2', story))).toMatchObject({
      code: 'article.url-taken',
      kind: 'conflict',
    });
  });

  test('can be retracted, once known', async () => {
    await world.room.push('cms-1', story);
    expect((await world.room.retract('cms-1')).ok).toBe(true);
    expect(refusal(await world.room.retract('cms-2'))).toMatchObject({ code: 'article.unknown', kind: 'unknown' });
  });

  test.each([
    [{ ...story, url: 'ftp://tern.example/a' }, 'url'],
    [{ ...story, title: ' ' }, 'title'],
    [{ ...story, publishedAt: '2026-11-22' }, 'publishedAt'],
    [{ ...story, embargoUntil: 'tomorrow' }, 'embargoUntil'],
    [{ ...story, image: 'javascript:alert(1)' }, 'image'],
    [{ ...story, embargo_until: '2026-11-22T18:00:00Z' }, 'embargo_until'],
  ])('%j is refused by its field %s', async (input, field) => {
    expect(refusal(await world.room.push('cms-1', input))?.errors).toMatchObject([
      { field, example: expect.any(String) },
    ]);
  });

  test('under embargo is offered from that instant on, also when a digest was built meanwhile', async () => {
    const embargoUntil = '2026-11-22T18:00:00+01:00';
    await world.room.push('cms-1', { ...story, embargoUntil });
    const lifted = Date.UTC(2026, 10, 22, 17);
    const offered = async (now: number, since = 0) =>
      (await world.room.candidates({ newsletterId: world.newsletters[0]?.id ?? '', since, now, limit: 9 })).length;
    expect(await offered(lifted - 1)).toBe(0);
    expect(await offered(lifted)).toBe(1);
    expect(await offered(lifted, world.clock.now() + 1)).toBe(1);
    await world.room.push('cms-1', story);
    expect(await offered(world.clock.now())).toBe(1);
  });

  test('an id that would not survive an address is refused', async () => {
    expect(refusal(await world.room.push('with space', story))?.errors).toMatchObject([{ field: 'externalId' }]);
  });
});
