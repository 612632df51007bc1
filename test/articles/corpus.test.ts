import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFeed } from '../../src/articles/parse-feed.js';

/** Feeds of real publishers, kept outside the repository: they belong to others. */
const CORPUS = fileURLToPath(new URL('../../../shared/corpora/feeds/', import.meta.url));

interface Manifest {
  readonly file: string;
  readonly items: number;
}

/** Counted as items in the manifest, but no stories: an empty `<item />` in each, and one without any field. */
const NO_STORIES: Readonly<Record<string, number>> = {
  'real/pcmag-illegally-nested.xml': 10,
  'real/cerclepsy-iso8859-1-undeclared.xml': 1,
};

const manifest = existsSync(`${CORPUS}real`)
  ? (JSON.parse(readFileSync(`${CORPUS}manifest.json`, 'utf8')) as readonly Manifest[])
  : [];
const feeds = manifest.filter(({ items }) => items >= 3);

describe('feeds of real publishers', () => {
  if (feeds.length === 0) {
    test('are not looked at', () => {
      console.info(`No feeds at ${CORPUS}real, so they are not read here.`);
      expect(existsSync(`${CORPUS}real`)).toBe(false);
    });
    return;
  }

  test.each(feeds.map(({ file, items }) => [file, items - (NO_STORIES[file] ?? 0)] as const))(
    '%s: a title and an absolute link for at least 97 of 100 items',
    (file, stories) => {
      const parsed = parseFeed({ bytes: readFileSync(`${CORPUS}${file}`) });
      if (!parsed.ok) throw new Error(parsed.refusal.detail);
      const usable = parsed.value.entries.filter(
        ({ title, url }) => title !== null && url !== null && URL.canParse(url),
      );
      expect(usable.length / stories).toBeGreaterThanOrEqual(0.97);
    },
  );
});
