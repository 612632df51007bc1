import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rss } from './support/feeds.js';
import { openTimeline, type Headline } from './support/timeline.js';

/** The same feeds of real publishers over some hours, kept outside the repository: they belong to others. */
const CORPUS = fileURLToPath(new URL('../../../shared/corpora/feeds/timeline/', import.meta.url));

type Timeline = Awaited<ReturnType<typeof openTimeline>>;
let timeline: Timeline;
beforeEach(async () => {
  timeline = await openTimeline();
});
afterEach(async () => timeline.close());

const dated = (day: number) => `<pubDate>${new Date(Date.UTC(2026, 10, day)).toUTCString()}</pubDate>`;

const storm = (day: number) => ({
  title: 'Storm',
  link: 'https://tern.example/storm',
  guid: 's',
  extra: dated(day),
});

describe('a feed that changes', () => {
  const link = 'https://tern.example/harbour';

  test('is asked with its ETag, and an unchanged one is not read again', async () => {
    const feed = rss([{ title: 'The harbour reopens', link, guid: 'g' }]);
    expect(await timeline.fetch(feed)).toEqual({ new: 1, updated: 0, unchanged: 0 });
    expect(await timeline.fetch(feed)).toEqual({ new: 0, updated: 0, unchanged: 1 });
    expect(timeline.answers).toEqual([200, 304]);
  });

  test('gives one article for a story whose guid counts its revisions', async () => {
    for (const revision of [0, 1, 2])
      await timeline.fetch(
        rss([{ title: `Storm, day ${revision}`, link: `${link}?at_medium=RSS`, guid: `${link}#${revision}` }]),
      );
    expect(timeline.titles()).toEqual(['Storm, day 2']);
    expect(timeline.headlines()).toEqual([
      { from: 'Storm, day 0', to: 'Storm, day 1' },
      { from: 'Storm, day 1', to: 'Storm, day 2' },
    ]);
  });

  test('gives one article for a story whose address follows its headline', async () => {
    await timeline.fetch(rss([{ title: 'Storm comes', link: 'https://tern.example/storm-comes', guid: '4711' }]));
    await timeline.fetch(rss([{ title: 'Storm is here', link: 'https://tern.example/storm-is-here', guid: '4711' }]));
    const both = [
      { title: 'Storm is here', link: 'https://tern.example/storm-is-here', guid: '4711' },
      { title: 'Storm is here', link: 'https://tern.example/storm-comes', guid: 'https://tern.example/storm-comes' },
    ];
    expect(await timeline.fetch(rss(both))).toMatchObject({ new: 0 });
    expect(timeline.titles()).toEqual(['Storm is here']);
  });

  test('brings nothing new with a new date, a reordered list or a story that comes back', async () => {
    const harbour = { title: 'The harbour reopens', link, guid: 'g' };
    await timeline.fetch(rss([storm(1), harbour]));
    expect(await timeline.fetch(rss([harbour, storm(20)]))).toEqual({ new: 0, updated: 0, unchanged: 2 });
    await timeline.fetch(rss([harbour]));
    expect(await timeline.fetch(rss([storm(21), harbour]))).toEqual({ new: 0, updated: 0, unchanged: 2 });
  });
});

interface Series {
  readonly unique_ids: number;
  readonly updates_list: readonly ({ readonly changed: readonly string[] } & Partial<Headline>)[];
}

/** Runs of spaces are no difference: the answers keep them, headlines do not. */
const squeeze = (text = ''): string => text.replace(/\s+/g, ' ').trim();

/** BBC gives three of its stories a second guid: of 35 ids, 32 stories. */
const SECOND_GUIDS: Readonly<Record<string, number>> = { bbc_world: 3 };

describe('feeds of real publishers over some hours', () => {
  if (!existsSync(CORPUS)) {
    test('are not looked at', () => {
      console.info(`No feeds at ${CORPUS}, so they are not followed here.`);
      expect(existsSync(CORPUS)).toBe(false);
    });
    return;
  }
  const expected = JSON.parse(readFileSync(`${CORPUS}expected_updates.json`, 'utf8')) as Record<string, Series>;

  test.each(Object.entries(expected))(
    '%s: one article a story, every headline, nothing new twice',
    async (name, series) => {
      let found = 0;
      for (const file of readdirSync(`${CORPUS}${name}`).toSorted()) {
        const document = readFileSync(`${CORPUS}${name}/${file}`);
        found += (await timeline.fetch(document)).new;
        expect(await timeline.fetch(document)).toMatchObject({ new: 0, updated: 0 });
      }
      const stories = series.unique_ids - (SECOND_GUIDS[name] ?? 0);
      expect([found, timeline.titles().length]).toEqual([stories, stories]);
      const changes = series.updates_list.filter(({ changed }) => changed.includes('title'));
      const seen = timeline.headlines();
      expect(seen).toHaveLength(changes.length);
      for (const { from, to } of changes) expect(seen).toContainEqual({ from: squeeze(from), to: squeeze(to) });
    },
  );
});
