import { describe, expect, test } from '@jest/globals';
import type { ParsedEntry } from '../../src/articles/parsed-feed.js';
import { settleEntries } from '../../src/articles/settle-entries.js';

const NOW = Date.UTC(2026, 10, 22, 6);
const blank: ParsedEntry = {
  guid: null,
  url: 'https://tern.example/a?utm_source=rss',
  title: 'A',
  dek: null,
  author: null,
  categories: ['Local', 'Sea'],
  image: null,
  language: null,
  publishedAt: null,
  updatedAt: null,
};

const image = (url: string) => ({ url, alt: '', credit: null });

describe('settling entries', () => {
  test('gives each its identity and its section', () => {
    expect(settleEntries([blank], NOW)).toMatchObject([
      {
        canonicalUrl: 'https://tern.example/a',
        section: 'Local',
        contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  test('leaves out what has no link or no title', () => {
    expect(
      settleEntries(
        [
          { ...blank, url: null },
          { ...blank, title: null },
        ],
        NOW,
      ),
    ).toEqual([]);
  });

  test('a date in the future is now; a clock some minutes ahead is let be', () => {
    const dated = (publishedAt: number) => settleEntries([{ ...blank, publishedAt }], NOW)[0]?.publishedAt;
    expect(dated(NOW + 86_400_000)).toBe(NOW);
    expect(dated(NOW + 60_000)).toBe(NOW + 60_000);
  });

  test('a guid shared by several stories names none of them', () => {
    const guid = 'https://tern.example/';
    const entries = settleEntries(
      [
        { ...blank, guid },
        { ...blank, guid, url: 'https://tern.example/b' },
      ],
      NOW,
    );
    expect(entries.map((entry) => entry.guid)).toEqual([null, null]);
  });

  test('the same text has the same hash, whatever signs the picture or the link', () => {
    const [a, b, c] = settleEntries(
      [
        { ...blank, image: image('https://img.example/a.jpg?expires=1&sig=x') },
        {
          ...blank,
          url: 'https://tern.example/a?utm_source=mail',
          image: image('https://img.example/a.jpg?expires=2&sig=y'),
        },
        { ...blank, title: 'B' },
      ],
      NOW,
    );
    expect(a?.contentHash).toBe(b?.contentHash);
    expect(a?.contentHash).not.toBe(c?.contentHash);
  });
});
