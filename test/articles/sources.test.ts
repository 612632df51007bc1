import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpFetcher } from '../../src/adapters/http-fetcher.js';
import type { FetchOutcome } from '../../src/articles/feed-fetcher.js';
import { MINUTE } from '../../src/kernel/clock.js';
import { orThrow } from '../../src/kernel/refusal.js';
import { fakeClock } from '../support/determinism.js';
import { answer, FEED, oneStory, openRoomWorld, type RoomWorld } from './support/room-world.js';
import { refusal } from './support/source-world.js';

let world: RoomWorld;
beforeEach(() => {
  world = openRoomWorld();
});
afterEach(() => world.close());

const failure = (reason: string, status: number | null = null, retryAfter: number | null = null): FetchOutcome => ({
  kind: 'failed',
  reason,
  status,
  retryAfter,
});

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
