import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { contentHash } from '../../src/articles/content-hash.js';
import { canonicalUrl } from '../../src/articles/canonical-url.js';
import type { PushedArticle } from '../../src/articles/article-store.js';
import { isId } from '../../src/kernel/ids.js';
import { entry, openNewsroom } from './support/newsroom.js';

let room: ReturnType<typeof openNewsroom>;
let daily: string;

beforeEach(() => {
  room = openNewsroom();
  daily = room.addNewsletter('daily', ['Local', 'Sea']);
});
afterEach(() => room.close());

const harbour = { url: 'https://tern.example/harbour', guid: 'g-1', title: 'The harbour reopens' };

const candidates = async (since = 0, extra: { forIssue?: string; newsletterId?: string; limit?: number } = {}) =>
  room.articles.candidates({ newsletterId: daily, since, now: room.clock.now(), limit: 50, ...extra });

const versions = () =>
  room.db.sqlite.prepare('SELECT version, title FROM article_versions ORDER BY article_id, version').all();

const pushed = (fields: Partial<PushedArticle> = {}): PushedArticle => {
  const content = { url: harbour.url, title: harbour.title, dek: null, image: null, ...fields };
  return {
    ...content,
    externalId: 'cms-1',
    author: null,
    section: null,
    language: null,
    body: null,
    publishedAt: null,
    embargoUntil: null,
    canonicalUrl: canonicalUrl(content.url),
    contentHash: contentHash(content),
    newsletterIds: [daily],
    ...fields,
  };
};

const sectionOf = async (sourceSection: string | null, categories: string[]) => {
  const source = await room.addSource(daily, sourceSection);
  await room.articles.ingest(source, [entry({ ...harbour, categories })], room.clock.now());
  return (await candidates())[0]?.newsletterSection;
};

const addIssue = (id: string, state: string, articleIds: readonly string[], newsletterId = daily) => {
  const columns = { id, newsletterId, state };
  room.db.sqlite
    .prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, candidates_since,
           content_hash, created_at, updated_at)
         VALUES (@id, @newsletterId, 'special', '2026-11-22', @id, @id, @state, 's', 'p', 0, 'h', 0, 0)`,
    )
    .run(columns);
  for (const [position, articleId] of articleIds.entries())
    room.db.sqlite
      .prepare('INSERT INTO issue_articles (issue_id, article_id, position, version) VALUES (?, ?, ?, 1)')
      .run(id, articleId, position);
};

const push = async (fields: Partial<PushedArticle> = {}) =>
  room.articles.upsertExternal(pushed(fields), room.clock.now());

describe('ingest', () => {
  test('stores each entry once, however often it is fetched', async () => {
    const source = await room.addSource(daily);
    const entries = [entry(harbour), entry({ url: 'https://tern.example/b', guid: 'g-2' })];
    expect(await room.articles.ingest(source, entries, room.clock.now())).toEqual({ new: 2, updated: 0, unchanged: 0 });
    expect(await room.articles.ingest(source, entries, room.clock.now())).toEqual({ new: 0, updated: 0, unchanged: 2 });
    const found = await candidates();
    expect(found).toHaveLength(2);
    expect(found.every(({ id }) => isId(id))).toBe(true);
  });

  test('a fetch without news writes nothing at all', async () => {
    const source = await room.addSource(daily);
    const entries = [entry(harbour), entry({ url: 'https://tern.example/b', guid: 'g-2', categories: ['Sea'] })];
    await room.articles.ingest(source, entries, room.clock.now());
    const changes = () => room.db.sqlite.prepare('SELECT total_changes()').pluck().get();
    const before = changes();
    expect(await room.articles.ingest(source, entries, room.clock.now())).toMatchObject({ unchanged: 2 });
    expect(changes()).toBe(before);
  });

  test('a story its source puts in front later is put in front, without a new version', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    await room.articles.ingest(source, [entry({ ...harbour, featured: true })], room.clock.now());
    expect(await candidates()).toMatchObject([{ featured: true, version: 1 }]);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    expect(await candidates()).toMatchObject([{ featured: true }]);
  });

  test('a changed headline is a new version of the same article', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    room.clock.advance(60_000);
    const counts = await room.articles.ingest(
      source,
      [entry({ ...harbour, title: 'The harbour is open' })],
      room.clock.now(),
    );
    expect(counts).toEqual({ new: 0, updated: 1, unchanged: 0 });
    expect(versions()).toEqual([
      { version: 1, title: 'The harbour reopens' },
      { version: 2, title: 'The harbour is open' },
    ]);
    expect(await candidates()).toMatchObject([{ title: 'The harbour is open', version: 2 }]);
  });

  test('a changed guid with the same URL is the same article', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry({ ...harbour, guid: 'g-1#0' })], room.clock.now());
    const again = [entry({ ...harbour, guid: 'g-1#1', url: `${harbour.url}?utm_source=rss` })];
    expect(await room.articles.ingest(source, again, room.clock.now())).toMatchObject({ new: 0, unchanged: 1 });
  });

  test('a changed URL with the same guid is the same article, and both URLs lead to it from then on', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    const moved = { ...harbour, url: 'https://tern.example/2026/harbour' };
    expect(await room.articles.ingest(source, [entry(moved)], room.clock.now())).toMatchObject({ new: 0, updated: 1 });
    const withoutGuid = [entry({ ...moved, guid: null }), entry({ ...harbour, guid: 'g-9' })];
    expect(await room.articles.ingest(source, withoutGuid, room.clock.now())).toMatchObject({ new: 0 });
    expect(await candidates()).toMatchObject([{ url: moved.url, canonicalUrl: moved.url }]);
  });

  test('several entries of one fetch for one story are one article; the first counts', async () => {
    const source = await room.addSource(daily);
    const entries = [entry(harbour), entry({ ...harbour, guid: 'g-1#1', title: 'Other words' })];
    expect(await room.articles.ingest(source, entries, room.clock.now())).toEqual({ new: 1, updated: 0, unchanged: 0 });
    expect(await room.articles.ingest(source, entries, room.clock.now())).toEqual({ new: 0, updated: 0, unchanged: 1 });
    expect(await candidates()).toMatchObject([{ title: harbour.title }]);
  });

  test('a story that moves to a URL another article has keeps its own', async () => {
    const source = await room.addSource(daily);
    const other = { url: 'https://tern.example/other', guid: 'g-2', title: 'Another' };
    await room.articles.ingest(source, [entry(harbour), entry(other)], room.clock.now());
    await room.articles.ingest(source, [entry({ ...harbour, url: other.url, title: 'Moved' })], room.clock.now());
    const found = await candidates();
    expect(new Set(found.map((article) => article.canonicalUrl))).toEqual(new Set([harbour.url, other.url]));
  });

  test('a story dated anew is not new, and keeps its first date', async () => {
    const source = await room.addSource(daily);
    const first = Date.UTC(2026, 10, 20);
    await room.articles.ingest(source, [entry({ ...harbour, publishedAt: first })], room.clock.now());
    room.clock.advance(3_600_000);
    const since = room.clock.now() - 1;
    const redated = [entry({ ...harbour, title: 'Now with more', publishedAt: room.clock.now() })];
    expect(await room.articles.ingest(source, redated, room.clock.now())).toMatchObject({ new: 0, updated: 1 });
    expect(await candidates(since)).toEqual([]);
    expect(await candidates()).toMatchObject([{ publishedAt: first }]);
  });

  test('of two feeds with different words for a story, the older speaks', async () => {
    const main = await room.addSource(daily);
    const section = await room.addSource(daily);
    const inSection = entry({ ...harbour, guid: 's-1', dek: 'The long dek of the section feed.' });
    await room.articles.ingest(section, [inSection], room.clock.now());
    expect(await room.articles.ingest(main, [entry(harbour)], room.clock.now())).toMatchObject({ updated: 1 });
    expect(await room.articles.ingest(section, [inSection], room.clock.now())).toMatchObject({ unchanged: 1 });
    expect(await candidates()).toMatchObject([{ dek: null, version: 2 }]);
  });

  test('a feed that keeps failing loses its word to the next', async () => {
    const main = await room.addSource(daily);
    const section = await room.addSource(daily);
    await room.articles.ingest(main, [entry(harbour)], room.clock.now());
    await room.articles.ingest(section, [entry(harbour)], room.clock.now());
    const health = { etag: null, lastModified: null, nextFetchAt: 0, lastFetchAt: 0, lastError: 'gone' };
    await room.sources.saveHealth(main.id, { ...health, failures: 5 });
    const corrected = [entry({ ...harbour, title: 'Corrected' })];
    expect(await room.articles.ingest(section, corrected, room.clock.now())).toMatchObject({ updated: 1 });
  });

  test('an article of another newsletter joins this one too', async () => {
    const weekly = room.addNewsletter('weekly');
    await room.articles.ingest(await room.addSource(daily), [entry(harbour)], room.clock.now());
    await room.articles.ingest(await room.addSource(weekly), [entry(harbour)], room.clock.now());
    const [inDaily] = await candidates();
    const [inWeekly] = await candidates(0, { newsletterId: weekly });
    expect(inDaily?.id).toBe(inWeekly?.id);
  });

  test('a fault in the middle leaves nothing of the fetch behind', async () => {
    const source = await room.addSource(daily);
    const broken = { ...entry({ url: 'https://tern.example/x', guid: 'g-3' }), contentHash: undefined };
    const entries = [entry(harbour), broken as unknown as ReturnType<typeof entry>];
    await expect(room.articles.ingest(source, entries, room.clock.now())).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_NOTNULL',
    });
    expect(await candidates()).toEqual([]);
  });
});

describe('the section', () => {
  test('is the category that the newsletter knows, in its spelling', async () => {
    expect(await sectionOf('Elsewhere', ['news', 'LOCAL'])).toBe('Local');
  });
  test("else the source's", async () => expect(await sectionOf('Elsewhere', ['news'])).toBe('Elsewhere'));
  test("else the entry's own first", async () => expect(await sectionOf(null, ['news', 'uk'])).toBe('news'));
  test('else none', async () => expect(await sectionOf(null, [])).toBeNull());
});

describe('candidates', () => {
  test('are newest first, at most as many as asked', async () => {
    const source = await room.addSource(daily);
    const dated = [3, 1, 2].map((day) =>
      entry({ url: `https://tern.example/${day}`, title: `${day}`, publishedAt: Date.UTC(2026, 10, day) }),
    );
    await room.articles.ingest(source, dated, room.clock.now());
    expect((await candidates()).map(({ title }) => title)).toEqual(['3', '2', '1']);
    expect((await candidates(0, { limit: 2 })).map(({ title }) => title)).toEqual(['3', '2']);
  });

  test('were in no earlier issue, unless that was skipped, cancelled before it was sent, another newsletter or the issue being built', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    const id = (await candidates())[0]?.id ?? '';
    addIssue('cancelled', 'cancelled', [id]);
    addIssue('skipped', 'skipped', [id]);
    addIssue('elsewhere', 'done', [id], room.addNewsletter('weekly'));
    expect(await candidates()).toHaveLength(1);
    room.db.sqlite.prepare("UPDATE issues SET started_at = 1 WHERE id = 'cancelled'").run();
    expect(await candidates()).toEqual([]);
    room.db.sqlite.prepare("UPDATE issues SET started_at = NULL WHERE id = 'cancelled'").run();
    expect(await candidates()).toHaveLength(1);
    addIssue('draft', 'draft', [id]);
    expect(await candidates()).toEqual([]);
    expect(await candidates(0, { forIssue: 'draft' })).toHaveLength(1);
    addIssue('done', 'done', [id]);
    expect(await candidates(0, { forIssue: 'draft' })).toEqual([]);
  });

  test('wait for their embargo, and are then not too old', async () => {
    const embargoUntil = room.clock.now() + 86_400_000;
    await room.articles.upsertExternal(pushed({ embargoUntil }), room.clock.now());
    const since = room.clock.now() + 3_600_000;
    expect(await candidates()).toEqual([]);
    room.clock.set(embargoUntil);
    expect(await candidates(since)).toHaveLength(1);
  });
});

describe('pushed articles', () => {
  test('are created, then unchanged, then updated with a version', async () => {
    expect(await push()).toBe('created');
    expect(await push()).toBe('unchanged');
    expect(await push({ title: 'Corrected' })).toBe('updated');
    expect(versions()).toHaveLength(2);
  });

  test('an embargo alone is a change but no version', async () => {
    await push();
    expect(await push({ embargoUntil: 5 })).toBe('updated');
    expect(await room.articles.byExternalId('cms-1')).toMatchObject({ embargoUntil: 5, version: 1 });
  });

  test('take over what a feed brought, and the feed no longer changes it', async () => {
    const source = await room.addSource(daily);
    await room.articles.ingest(source, [entry(harbour)], room.clock.now());
    expect(await push({ title: 'As pushed' })).toBe('updated');
    const counts = await room.articles.ingest(source, [entry({ ...harbour, title: 'As fed' })], room.clock.now());
    expect(counts).toMatchObject({ new: 0, updated: 0, unchanged: 1 });
    expect(await candidates()).toMatchObject([{ title: 'As pushed', externalId: 'cms-1' }]);
  });

  test('a second external id for the same address is turned away, nothing changed', async () => {
    await push();
    expect(await push({ externalId: 'cms-2', title: 'Other' })).toBe('url-taken');
    expect(await candidates()).toMatchObject([{ title: harbour.title }]);
  });

  test('retracted ones are no candidates until pushed again; feeds do not bring them back', async () => {
    await push();
    expect(await room.articles.retractExternal('cms-1', room.clock.now())).toBe(true);
    expect(await room.articles.retractExternal('cms-9', room.clock.now())).toBe(false);
    await room.articles.ingest(await room.addSource(daily), [entry(harbour)], room.clock.now());
    expect(await candidates()).toEqual([]);
    expect(await push()).toBe('updated');
    expect(await candidates()).toHaveLength(1);
  });

  test('by ids come in the order asked for', async () => {
    await push();
    await push({ externalId: 'cms-2', url: 'https://tern.example/2', canonicalUrl: 'https://tern.example/2' });
    const ids = (await candidates()).map(({ id }) => id);
    const reversed = ids.toReversed();
    expect((await room.articles.byIds([...reversed, 'unknown'])).map(({ id }) => id)).toEqual(reversed);
  });
});
