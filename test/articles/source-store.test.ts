import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openNewsroom } from './support/newsroom.js';

let room: ReturnType<typeof openNewsroom>;
beforeEach(() => {
  room = openNewsroom();
});
afterEach(() => room.close());

/** A source of a newsletter of its own. */
const at = async (url: string) => {
  room.clock.advance(1);
  const id = room.newId();
  const newsletterId = room.addNewsletter(id);
  await room.sources.insert({
    id,
    newsletterId,
    url,
    kind: 'feed',
    section: null,
    title: null,
    chosenBecause: null,
    at: room.clock.now(),
  });
  return id;
};

describe('sources', () => {
  test('a newsletter has an address once; another newsletter may have it too', async () => {
    const daily = room.addNewsletter('daily');
    const source = {
      url: 'https://tern.example/rss',
      kind: 'feed' as const,
      section: null,
      title: null,
      chosenBecause: null,
      at: 1,
    };
    expect(await room.sources.insert({ id: room.newId(), newsletterId: daily, ...source })).toBe(true);
    expect(await room.sources.insert({ id: room.newId(), newsletterId: daily, ...source })).toBe(false);
    const weekly = room.addNewsletter('weekly');
    expect(await room.sources.insert({ id: room.newId(), newsletterId: weekly, ...source })).toBe(true);
    expect(await room.sources.all()).toHaveLength(2);
    expect(await room.sources.all(daily)).toMatchObject([{ newsletterId: daily, failures: 0, lastError: null }]);
  });

  test('a due fetch is claimed once; force claims one that is not due', async () => {
    const source = await room.addSource(room.addNewsletter('daily'));
    const now = room.clock.now();
    expect(await room.sources.due(now, { limit: 10 })).toHaveLength(1);
    const claim = { now, until: now + 60_000 };
    expect(await room.sources.claimFetch(source.id, claim)).toMatchObject({
      kind: 'claimed',
      source: { id: source.id },
    });
    expect(await room.sources.claimFetch(source.id, claim)).toMatchObject({ kind: 'busy' });
    expect(await room.sources.due(now, { limit: 10 })).toEqual([]);
    await room.sources.saveHealth(source.id, { nextFetchAt: now + 90_000 });
    expect(await room.sources.claimFetch(source.id, claim)).toMatchObject({ kind: 'not-due' });
    expect(await room.sources.claimFetch(source.id, { ...claim, force: true })).toMatchObject({ kind: 'claimed' });
    expect(await room.sources.claimFetch('unknown', { ...claim, force: true })).toEqual({ kind: 'unknown' });
  });

  test('health that says nothing of a title leaves it alone', async () => {
    const source = await room.addSource(room.addNewsletter('daily'));
    const health = { etag: '"a"', lastModified: null, nextFetchAt: 9, lastFetchAt: 5, failures: 0, lastError: null };
    await room.sources.saveHealth(source.id, { ...health, title: 'The Tern', lastNewAt: 5 });
    await room.sources.saveHealth(source.id, { ...health, failures: 1, lastError: 'It is away.' });
    expect(await room.sources.byId(source.id)).toMatchObject({
      title: 'The Tern',
      etag: '"a"',
      lastNewAt: 5,
      failures: 1,
      lastError: 'It is away.',
    });
  });

  test('a host is asked by one fetch at a time, on whatever path and for whatever newsletter', async () => {
    const first = await at('https://tern.example/a.xml');
    const second = await at('https://tern.example/b.xml?x=https://other.example/');
    const otherPort = await at('https://tern.example:8443/c.xml');
    const now = room.clock.now();
    const claim = { now, until: now + 60_000 };
    expect((await room.sources.due(now, { limit: 9 })).map(({ id }) => id)).toEqual([first, otherPort]);
    expect(await room.sources.claimFetch(first, claim)).toMatchObject({ kind: 'claimed' });
    expect(await room.sources.claimFetch(second, { ...claim, force: true })).toMatchObject({ kind: 'busy' });
    expect((await room.sources.due(now, { limit: 9 })).map(({ id }) => id)).toEqual([otherPort]);
    await room.sources.saveHealth(first, { nextFetchAt: now + 1 });
    expect(await room.sources.due(now, { limit: 9, host: 'tern.example' })).toMatchObject([{ id: second }]);
    expect(await room.sources.claimFetch(second, claim)).toMatchObject({ kind: 'claimed' });
  });

  test('a fetch whose process died gives its host free after its lease', async () => {
    const id = await at('https://tern.example/a.xml');
    const now = room.clock.now();
    await room.sources.claimFetch(id, { now, until: now + 60_000 });
    const later = now + 60_000;
    expect(await room.sources.due(later, { limit: 9 })).toMatchObject([{ id }]);
    expect(await room.sources.claimFetch(id, { now: later, until: later + 1 })).toMatchObject({ kind: 'claimed' });
  });

  test('a stopped source is never due, but may be claimed by force', async () => {
    const id = await at('https://tern.example/a.xml');
    const now = room.clock.now();
    await room.sources.saveHealth(id, { stoppedAt: now });
    expect(await room.sources.due(now, { limit: 9 })).toEqual([]);
    expect(await room.sources.claimFetch(id, { now, until: now + 1 })).toMatchObject({ kind: 'not-due' });
    expect(await room.sources.claimFetch(id, { now, until: now + 1, force: true })).toMatchObject({ kind: 'claimed' });
  });

  test('a moved source forgets what the old address said, and never takes a place that is taken', async () => {
    const newsletterId = room.addNewsletter('daily');
    const [old, other] = [await room.addSource(newsletterId), await room.addSource(newsletterId)];
    await room.sources.saveHealth(old.id, { etag: '"a"', movedTo: 'https://new.example/', movedTimes: 3 });
    expect(await room.sources.move(old.id, other.url)).toBe(false);
    expect(await room.sources.byId(old.id)).toMatchObject({ url: old.url, etag: '"a"' });
    expect(await room.sources.move(old.id, 'https://new.example/feed')).toBe(true);
    expect(await room.sources.byId(old.id)).toMatchObject({
      url: 'https://new.example/feed',
      host: 'new.example',
      etag: null,
      movedTo: null,
      movedTimes: 0,
    });
  });

  test('hastening leaves out what is fresh, stopped, or asked for patience', async () => {
    const newsletterId = room.addNewsletter('daily');
    const now = room.clock.now();
    const health = { nextFetchAt: now + 900_000, lastFetchAt: now - 600_000 };
    const named = async (change: object) => {
      const { id } = await room.addSource(newsletterId);
      await room.sources.saveHealth(id, { ...health, ...change });
      return id;
    };
    const stale = await named({});
    await named({ lastFetchAt: now - 100_000 });
    await named({ stoppedAt: now });
    await named({ retryAt: now + 1 });
    const never = await named({ lastFetchAt: null });
    const page = await named({});
    const restingPage = await named({ nextFetchAt: now + 3_650 * 86_400_000 });
    room.db.sqlite.prepare("UPDATE sources SET kind = 'page' WHERE id IN (?, ?)").run(page, restingPage);
    const found = await room.sources.hasten(newsletterId, { since: now - 180_000, now });
    expect(found.map(({ id }) => id)).toEqual([stale, never, page]);
    expect((await room.sources.due(now, { limit: 9 })).map(({ id }) => id)).toEqual([stale]);
    expect(await room.sources.hasten(room.addNewsletter('weekly'), { since: now, now })).toEqual([]);
  });
});
