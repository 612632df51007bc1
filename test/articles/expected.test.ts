import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { scoreExpected, type Expected, type Miss } from './support/score-expected.js';

const CORPUS = fileURLToPath(new URL('../../../shared/corpora/feeds/', import.meta.url));
const FILE = `${CORPUS}expected.jsonl`;

/** Where we mean to differ, and why. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/feed-rs.* id$/, 'feed-rs makes up ids where the feed has none'],
  [/feed-rs.* author$/, 'feed-rs says "author" for a name it does not parse, or lists one of several'],
  [/ author$/, 'a bare address is no byline; several authors are all named'],
  [
    /gulp-atom|atom-03|atom-10|atom_relative|rss_1\.0_example_1.* link$/,
    'the other parser leaves relative links relative',
  ],
  [/rss_2\.0_rps|atom_example_3.* link$/, "FeedBurner's dead link gives way to the story's own"],
  [/uolNoticias/, 'the other parser lost the letters, we read them'],
  [/multiple_values/, 'of several dates we take the first, the other the last'],
  [/id_base_docuri/, 'an id is an opaque text (RFC 4287 4.2.6), not resolved'],
  [/item_image_link_conflict/, 'a host is written in small letters'],
  [/feed_item_links|elastic/, 'of several links we take the first; a slash after the host is as the feed writes it'],
];

describe('what other parsers read in these feeds', () => {
  if (!existsSync(FILE)) {
    test('is not looked at', () => {
      console.info(`No expectations at ${FILE}, so they are not tried here.`);
      expect(existsSync(FILE)).toBe(false);
    });
    return;
  }
  const lines = readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expected);

  test('is what we read, in 95 of 100 cases or more; the rest is listed with why', () => {
    const { scores, misses } = scoreExpected(CORPUS, lines);
    const [right, all] = [
      scores.reduce((sum, score) => sum + score.right, 0),
      scores.reduce((sum, score) => sum + score.all, 0),
    ];
    const rows = scores.map((score) => `${score.category.padEnd(24)} ${score.right} of ${score.all}`);
    console.info(
      [`${right} of ${all} (${((100 * right) / all).toFixed(2)} %)`, ...rows, ...misses.map(explain)].join('\n'),
    );
    expect(right / all).toBeGreaterThanOrEqual(0.95);
    expect(misses.filter((miss) => reasonFor(miss) === undefined)).toEqual([]);
  });

  const undeclared = lines.filter((line): line is Expected & { encoding: string } => 'encoding' in line);
  test.each(undeclared.map(({ file, encoding }) => [file, encoding]))(
    '%s, undeclared, is read as %s',
    (file, encoding) => {
      const bytes = readFileSync(CORPUS + file);
      const parsed = parseFeed({ bytes });
      if (!parsed.ok) throw new Error(parsed.refusal.detail);
      const declared = parseFeed({ bytes, headers: { 'content-type': `text/xml; charset=${encoding}` } });
      expect(declared).toEqual(parsed);
      expect(JSON.stringify(parsed.value)).toMatch(/[\u0400-\u04ff\u0e00-\u0eff\u3400-\u9fff]/);
    },
  );
});

const reasonFor = ({ file, field }: Miss): string | undefined =>
  REASONS.find(([pattern]) => pattern.test(`${file} ${field}`))?.[1];

const explain = (miss: Miss): string =>
  `${miss.file} ${miss.field}: want ${miss.want.slice(0, 80)} | got ${miss.got.slice(0, 80)} | ${reasonFor(miss) ?? 'NO REASON'}`;
