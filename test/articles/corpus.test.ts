import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { settleEntries } from '../../src/articles/settle-entries.js';
import { openNewsroom } from './support/newsroom.js';

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

  /** BBC gives three of its stories a second guid: 35 ids, 32 stories. */
  test.each([
    ['aljazeera', 49, 2],
    ['bbc_world', 32, 4],
    ['nyt_home', 33, 0],
    ['prothomalo', 137, 11],
  ])('%s over some hours: %d stories, %d changed headlines', async (name, stories, headlines) => {
    const room = openNewsroom();
    try {
      const source = await room.addSource(room.addNewsletter('daily'));
      const folder = `${CORPUS}timeline/${name}/`;
      for (const file of readdirSync(folder).toSorted()) {
        const parsed = parseFeed({ bytes: readFileSync(folder + file) });
        if (!parsed.ok) throw new Error(parsed.refusal.detail);
        room.clock.advance(60_000);
        await room.articles.ingest(source, settleEntries(parsed.value.entries, room.clock.now()), room.clock.now());
      }
      const count = (sql: string) => room.db.sqlite.prepare(sql).pluck().get();
      expect(count('SELECT count(*) FROM articles')).toBe(stories);
      const changes = `SELECT count(*) FROM article_versions AS later JOIN article_versions AS earlier
        ON earlier.article_id = later.article_id AND earlier.version = later.version - 1 WHERE later.title <> earlier.title`;
      expect(count(changes)).toBe(headlines);
    } finally {
      room.close();
    }
  });
});
