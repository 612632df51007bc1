import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedFetcher } from '../../src/articles/feed-fetcher.js';
import { createFeedReader } from '../../src/adapters/feed-reader.js';
import { inspectFeed, inspectFeedAt } from '../../src/cli/inspect-feed.js';
import { JSON_FEED, rss } from './support/feeds.js';

const offline: FeedFetcher = {
  fetch: async () => ({ kind: 'failed', reason: 'There is no server.', status: null, retryAfter: null }),
};

const reader = createFeedReader();

describe('inspecting a feed', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pressrun-inspect-'));
    writeFileSync(join(folder, 'feed.json'), JSON_FEED);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('shows every article as plain values, times in ISO 8601 UTC', async () => {
    const file = join(folder, 'feed.json');
    const inspected = await inspectFeedAt(file, { fetcher: offline, reader });
    expect(inspected).toMatchObject({ file, format: 'json', title: 'Tern JSON', language: 'en', warnings: [] });
    expect('articles' in inspected && inspected.articles[0]).toEqual({
      id: 'https://tern.example/j1',
      url: 'https://tern.example/j1',
      title: 'Ships < boats',
      dek: 'A long talk about ships, boats and the sea that carries both of them to the island.',
      author: 'The desk',
      publishedAt: '2026-11-21T10:00:00.000Z',
      updatedAt: '2026-11-21T10:00:00.000Z',
      image: 'https://tern.example/j1.jpg',
      section: 'Sea',
    });
  });

  test('warns of entries that cannot become articles', async () => {
    const bytes = Buffer.from(rss([{ title: 'No link' }, { title: 'a', link: 'https://tern.example/a' }]));
    const inspected = await inspectFeed('x.xml', { bytes }, reader);
    expect(inspected).toMatchObject({ warnings: ['Entries without a usable link, left out: 1.'] });
  });

  test.each([
    ['a missing file', 'nothing.xml', /cannot be read/],
    ['an unreachable address', 'https://tern.example/rss', /There is no server/],
  ])('%s is an error, not a crash', async (_what, target, sentence) => {
    const inspected = await inspectFeedAt(target, { fetcher: offline, reader });
    expect('error' in inspected && inspected.error).toMatch(sentence);
  });

  test('relative links are resolved against the base given', async () => {
    const file = join(folder, 'relative.xml');
    writeFileSync(file, '<rss version="2.0"><channel><item><title>a</title><link>one</link></item></channel></rss>');
    const inspected = await inspectFeedAt(file, { fetcher: offline, reader, base: 'https://tern.example/x/' });
    expect('articles' in inspected && inspected.articles[0]?.url).toBe('https://tern.example/x/one');
  });
});
