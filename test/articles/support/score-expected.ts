import { readFileSync } from 'node:fs';
import { byline } from '../../../src/articles/byline.js';
import { parseDate } from '../../../src/articles/parse-date.js';
import { parseFeed } from '../../../src/articles/parse-feed.js';
import type { ParsedEntry } from '../../../src/articles/parsed-feed.js';
import { plainTitle } from '../../../src/articles/plain-text.js';

/** One line of the corpus' expected.jsonl. */
export interface Expected {
  readonly file: string;
  readonly source: string;
  readonly title?: string;
  readonly http_headers?: Readonly<Record<string, string>>;
  readonly entries?: readonly Readonly<Record<string, unknown>>[];
}

export interface Score {
  readonly category: string;
  readonly right: number;
  readonly all: number;
}

export interface Miss {
  readonly file: string;
  readonly field: string;
  readonly want: string;
  readonly got: string;
}

/** Universal Feed Parser's own tests are served from here. */
const SERVED_AT = 'http://127.0.0.1:8097/';

/** How much of what others expect of these feeds we read, by source and field, and each miss. */
export function scoreExpected(
  folder: string,
  lines: readonly Expected[],
): { scores: readonly Score[]; misses: readonly Miss[] } {
  const tally = new Map<string, { right: number; all: number }>();
  const misses: Miss[] = [];
  for (const line of lines) {
    for (const { field, want, got, right } of judge(folder, line)) {
      const category = `${line.source.split('/')[0]} ${field}`;
      const { right: before, all } = tally.get(category) ?? { right: 0, all: 0 };
      tally.set(category, { right: before + Number(right), all: all + 1 });
      if (!right) misses.push({ file: line.file, field, want, got });
    }
  }
  const scores = [...tally].map(([category, counts]) => ({ category, ...counts }));
  return { scores: scores.toSorted((a, b) => a.category.localeCompare(b.category)), misses };
}

function judge(folder: string, { file, source, title, http_headers: stated = {}, entries = [] }: Expected) {
  const headers = Object.fromEntries(Object.entries(stated).map(([name, value]) => [name.toLowerCase(), value]));
  const url = source === 'feedparser' ? SERVED_AT + file.replace('conformance/feedparser/', '') : undefined;
  const bytes = readFileSync(folder + file);
  const parsed = parseFeed(url === undefined ? { bytes, headers } : { bytes, headers, url });
  const found = parsed.ok ? parsed.value : undefined;
  const head = title === undefined ? [] : [text('feed', title, found?.title, plainTitle)];
  return [...head, ...entries.flatMap((want, at) => judgeEntry(want, found?.entries[at]))];
}

function judgeEntry(want: Readonly<Record<string, unknown>>, got: ParsedEntry | undefined) {
  const [link] = (want['links'] as readonly string[] | undefined) ?? [];
  const fields = [
    ['title', want['title'], got?.title, plainTitle],
    ['link', want['link'] ?? link, got?.url, (address: string) => address],
    ['id', want['id'], got?.guid ?? got?.url, (id: string) => id],
    ['author', want['author'] ?? want['author_name'], got?.author, (name: string) => byline([name]) ?? ''],
  ] as const;
  const texts = fields.flatMap(([field, wanted, read, plain]) =>
    typeof wanted === 'string' ? [text(field, wanted, read, plain)] : [],
  );
  return [...texts, ...['published', 'updated', 'created'].flatMap((kind) => date(kind, want, got))];
}

/** White space folded; markup in what others expect counts as the plain text of it. */
function text(field: string, want: string, got: string | null | undefined, plain: (html: string) => string) {
  const read = fold(got ?? '');
  return { field, want: fold(want), got: read, right: fold(want) === read || fold(plain(want)) === read };
}

/** Others fill in one date from the other, and so do we; either counts. */
function date(kind: string, want: Readonly<Record<string, unknown>>, got: ParsedEntry | undefined) {
  const stated = want[`${kind}_iso`] ?? want[`${kind}_raw`];
  if (typeof stated !== 'string') return [];
  const read = [got?.publishedAt, got?.updatedAt];
  const right = read.some((at) => typeof at === 'number' && Math.abs(at - (parseDate(stated) ?? 0)) < 1_000);
  return [
    {
      field: kind,
      want: stated,
      got: read.map((at) => (typeof at === 'number' ? new Date(at).toISOString() : '-')).join(' '),
      right,
    },
  ];
}

const fold = (words: string): string => words.replaceAll(/\s+/g, ' ').trim();
