import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { orThrow } from '../../../src/kernel/refusal.js';
import { openPolling, storyAt, type Answer, type PollingWorld } from './polling-world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOTHING = { new: 0, updated: 0, unchanged: 0 };

let world: PollingWorld;
beforeEach(async () => {
  world = await openPolling();
});
afterEach(async () => world.shut());

const fetchNow = async (id: string) => orThrow(await world.room.fetchSource(id));
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end();

const waitOf = async (id: string) => (await world.reload(id)).nextFetchAt - world.clock.now();
const timesAt = async (id: string, times: number) => {
  for (let time = 0; time < times; time++) await fetchNow(id);
  return (await world.reload(id)).url;
};

describe('what did not change', () => {
  test('is not sent: both validators go back as they came, and a 304 may renew them', async () => {
    const id = await world.add('/feed');
    const validators = { ETag: 'W/"one"', 'Last-Modified': 'Sat, 21 Nov 2026 10:00:00 GMT' };
    world.answers.set('/feed', (request, response) =>
      request.headers['if-none-match'] === undefined
        ? response.writeHead(200, validators).end(storyAt('/feed'))
        : response.writeHead(304, { ETag: 'W/"two"' }).end(),
    );
    expect(await fetchNow(id)).toEqual({ ...NOTHING, new: 1 });
    expect(await fetchNow(id)).toEqual({ ...NOTHING, unchanged: 1 });
    expect(await world.reload(id)).toMatchObject({ etag: 'W/"two"', lastModified: validators['Last-Modified'] });
    await fetchNow(id);
    expect(world.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, 'W/"one"', 'W/"two"']);
  });

  test('is not read where the server knows no validators: the same bytes are known by their hash', async () => {
    const id = await world.add('/feed');
    const readOnAdding = world.reads();
    const found = { ...NOTHING, unchanged: 1 };
    expect(await fetchNow(id)).toEqual({ ...NOTHING, new: 1 });
    expect([await fetchNow(id), world.reads() - readOnAdding]).toEqual([found, 1]);
    world.answers.set('/feed', (_request, response) => void response.end(`${storyAt('/feed')}\n<!-- later -->`));
    expect([await fetchNow(id), world.reads() - readOnAdding]).toEqual([found, 2]);
    world.answers.set('/feed', (_request, response) =>
      response
        .setHeader('Content-Type', 'application/rss+xml; charset=iso-8859-1')
        .end(`${storyAt('/feed')}\n<!-- later -->`),
    );
    expect([await fetchNow(id), world.reads() - readOnAdding]).toEqual([found, 3]);
  });

  test('unreadable bytes are read again each time', async () => {
    const id = await world.add('/feed');
    world.answers.set('/feed', (_request, response) => void response.end('<html><body>Hello</body></html>'));
    for (const failures of [1, 2]) {
      expect((await world.room.fetchSource(id)).ok).toBe(false);
      expect(await world.reload(id)).toMatchObject({ failures, bodyHash: null });
    }
  });
});

describe('wishes of the publisher', () => {
  test('hold on after a 304 that does not repeat them', async () => {
    const id = await world.add('/feed');
    world.answers.set('/feed', (_request, response) =>
      response.setHeader('ETag', '"a"').end(storyAt('/feed').replace('<language>', '<ttl>120</ttl><language>')),
    );
    await fetchNow(id);
    expect(await waitOf(id)).toBeGreaterThanOrEqual(2 * HOUR);
    world.answers.set('/feed', status(304));
    await fetchNow(id);
    expect(await waitOf(id)).toBeGreaterThanOrEqual(2 * HOUR);
    world.answers.set('/feed', status(304, { 'Cache-Control': 'max-age=10800' }));
    await fetchNow(id);
    expect(await waitOf(id)).toBeGreaterThanOrEqual(3 * HOUR);
  });

  test.each([
    ['seconds', '7200', 2 * HOUR],
    ['a date', 'Sun, 22 Nov 2026 09:00:00 GMT', 3 * HOUR],
  ])('Retry-After in %s is kept, also by a fetch before an issue', async (_name, retryAfter, wait) => {
    const id = await world.add('/feed');
    world.answers.set('/feed', status(429, { 'Retry-After': retryAfter }));
    await world.room.fetchSource(id);
    const now = world.clock.now();
    expect(await world.reload(id)).toMatchObject({ nextFetchAt: now + wait, retryAt: now + wait });
    await world.room.freshen(world.newsletter.id, { since: now + 1, within: 5_000 });
    expect(world.asked).toHaveLength(1);
  });
});

describe('feeds that move', () => {
  test.each([301, 308])('for good (%d) are believed the third time, and it is written down', async (code) => {
    const id = await world.add('/old');
    world.answers.set('/old', status(code, { Location: '/new' }));
    world.answers.set('/new', (_request, response) => void response.setHeader('ETag', '"n"').end(storyAt('/new')));
    expect(await timesAt(id, 2)).toBe(world.urlOf('/old'));
    expect(world.audited).toEqual([]);
    expect(await timesAt(id, 1)).toBe(world.urlOf('/new'));
    expect(world.audited).toEqual([
      {
        actor: 'scheduler',
        action: 'source.moved',
        subject: id,
        detail: { from: world.urlOf('/old'), to: world.urlOf('/new') },
      },
    ]);
    expect(await world.reload(id)).toMatchObject({ etag: null, movedTo: null, movedTimes: 0 });
    const before = world.asked.length;
    expect(await fetchNow(id)).toEqual({ ...NOTHING, unchanged: 1 });
    expect(world.asked.slice(before).map(({ path }) => path)).toEqual(['/new']);
  });

  test('are written down and told without the keys in their addresses', async () => {
    const id = await world.add('/old?key=secret1');
    world.answers.set('/old?key=secret1', status(301, { Location: '/new?key=secret2' }));
    await timesAt(id, 2);
    expect(JSON.stringify(await world.room.sources())).not.toContain('secret');
    await timesAt(id, 1);
    world.answers.set('/new?key=secret2', status(410));
    await world.room.fetchSource(id);
    expect(world.audited).toHaveLength(1);
    expect(world.notices).toHaveLength(1);
    expect(JSON.stringify([world.audited, world.notices])).not.toContain('secret');
  });

  test.each([302, 303, 307])('for now (%d) keep their address', async (code) => {
    const id = await world.add('/old');
    world.answers.set('/old', status(code, { Location: '/new' }));
    expect(await timesAt(id, 5)).toBe(world.urlOf('/old'));
  });

  test('only as far as the redirects are for good', async () => {
    const id = await world.add('/old');
    world.answers.set('/old', status(301, { Location: '/new' }));
    world.answers.set('/new', status(302, { Location: '/today' }));
    world.answers.set('/today', status(301, { Location: '/copy' }));
    expect(await timesAt(id, 3)).toBe(world.urlOf('/new'));
  });

  test('and come back between, or turn elsewhere, are not believed', async () => {
    const id = await world.add('/old');
    for (const target of ['/a', '/a', '/b', undefined, '/b', '/b']) {
      if (target === undefined) world.answers.delete('/old');
      else world.answers.set('/old', status(301, { Location: target }));
      expect(await timesAt(id, 1)).toBe(world.urlOf('/old'));
    }
  });

  test('to an address the newsletter has already stay where they are', async () => {
    const id = await world.add('/old');
    await world.add('/new');
    world.answers.set('/old', status(301, { Location: '/new' }));
    expect(await timesAt(id, 4)).toBe(world.urlOf('/old'));
    expect(world.audited).toEqual([]);
  });
});

describe('failures', () => {
  test('410 stops the source and tells the editors at once; asking for it starts it again', async () => {
    const id = await world.add('/feed');
    world.answers.set('/feed', status(410));
    await world.room.fetchSource(id);
    world.clock.advance(DAY);
    await world.room.fetchSource(id);
    expect(world.notices).toMatchObject([{ heading: 'The Tern was closed by its publisher' }]);
    world.clock.advance(365 * DAY);
    expect(await world.room.dueSources()).toEqual([]);
    world.answers.delete('/feed');
    await fetchNow(id);
    expect(await world.reload(id)).toMatchObject({ stoppedAt: null, failures: 0, lastError: null, failingSince: null });
  });

  test('of the page of a story are nobody’s alarm, and do not wake one that is looked at no more', async () => {
    const id = await world.add('/feed');
    world.db.sqlite.prepare("UPDATE sources SET kind = 'page' WHERE id = ?").run(id);
    const failAfter = async (wait: number, code: number) => {
      world.answers.set('/feed', status(code));
      world.clock.advance(wait);
      await world.room.fetchSource(id);
      return waitOf(id);
    };
    expect(await failAfter(HOUR, 500)).toBeLessThan(HOUR);
    for (let day = 0; day < 4; day++) await failAfter(DAY, 500);
    expect(await waitOf(id)).toBeGreaterThan(365 * DAY);
    await failAfter(DAY, 410);
    expect(world.notices).toEqual([]);
  });

  test('that last a day are told once, and once more when they come back', async () => {
    const id = await world.add('/feed');
    const failFor = async (days: number) => {
      world.answers.set('/feed', status(500));
      for (let quarter = 0; quarter <= days * 4; quarter++) {
        await world.room.fetchSource(id);
        world.clock.advance(6 * HOUR);
      }
    };
    await failFor(0.75);
    expect(world.notices).toEqual([]);
    await failFor(3);
    expect(world.notices).toMatchObject([
      {
        heading: 'The Tern has not answered well for a day',
        paragraphs: ['The server answered 500 Internal Server Error.', expect.any(String)],
        action: { url: 'https://press.tern.example/desk/sources' },
      },
    ]);
    world.answers.delete('/feed');
    await fetchNow(id);
    await failFor(2);
    expect(world.notices).toHaveLength(2);
  });
});

describe('one host', () => {
  test('gets one request at a time, from whatever workers and whoever asks', async () => {
    const paths = Array.from({ length: 8 }, (_, index) => `/feed${index}`);
    const ids: string[] = [];
    for (const path of paths) {
      ids.push(await world.add(path));
      world.answers.set(path, (_request, response) => void setTimeout(() => response.end(storyAt(path)), 20));
    }
    const [first = '', second = '', ...others] = ids;
    await Promise.all([
      world.room.fetchDueSource(first),
      world.room.fetchDueSource(second),
      world.room.fetchSource(others.at(-1) ?? ''),
      world.room.fetchSource(others.at(-2) ?? ''),
    ]);
    for (const due of await world.room.dueSources()) await world.room.fetchDueSource(due.id);
    expect(new Set(world.asked.map(({ path }) => path))).toEqual(new Set(paths));
    expect(world.mostAtOnce()).toBe(1);
    expect(await world.room.dueSources()).toEqual([]);
  });

  test('is left after the source at hand when the worker is to stop', async () => {
    const stopping = new AbortController();
    const id = await world.add('/feed0');
    await world.add('/feed1');
    stopping.abort();
    await world.room.fetchDueSource(id, stopping.signal);
    expect(world.asked.map(({ path }) => path)).toEqual(['/feed0']);
  });
});

describe('before an issue', () => {
  test('what was not asked lately is asked, whatever it wished', async () => {
    const [old, fresh] = [await world.add('/old'), await world.add('/fresh')];
    await fetchNow(old);
    world.clock.advance(10 * MINUTE);
    await fetchNow(fresh);
    const since = world.clock.now() - 3 * MINUTE;
    await world.room.hasten(world.newsletter.id, { since });
    expect(world.rung.at(-1)).toEqual({ name: 'fetch-source', sourceId: old });
    world.asked.splice(0);
    await world.room.freshen(world.newsletter.id, { since, within: 10_000 });
    expect(world.asked.map(({ path }) => path)).toEqual(['/old']);
    await world.room.freshen(world.newsletter.id, { since, within: 10_000 });
    expect(world.asked).toHaveLength(1);
  });

  test('a dead source does not hold it', async () => {
    const dead = await world.add('/dead');
    world.answers.set('/dead', () => {});
    const started = performance.now();
    await world.room.freshen(world.newsletter.id, { since: world.clock.now() + 1, within: 300 });
    expect(performance.now() - started).toBeLessThan(14_000);
    expect(await world.reload(dead)).toMatchObject({ lastFetchAt: null });
  });
});
