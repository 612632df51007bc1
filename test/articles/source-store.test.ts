import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openNewsroom } from './support/newsroom.js';

let room: ReturnType<typeof openNewsroom>;
beforeEach(() => {
  room = openNewsroom();
});
afterEach(() => room.close());

describe('sources', () => {
  test('a newsletter has an address once; another newsletter may have it too', async () => {
    const daily = room.addNewsletter('daily');
    const source = { url: 'https://tern.example/rss', kind: 'feed' as const, section: null, at: 1 };
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
});
