import { createReadStream } from 'node:fs';
import { DateTime } from 'luxon';
import type { FeedFetcher } from '../articles/feed-fetcher.js';
import type { FeedReader } from '../articles/feed-reader.js';
import { MAX_FEED_BYTES, type FeedBytes } from '../articles/parse-feed.js';
import type { ParsedEntry, ParsedFeed } from '../articles/parsed-feed.js';

/** One line of `pressrun inspect feed`. Times are ISO 8601 UTC, as the feed states them. */
export type FeedInspection =
  | {
      readonly file: string;
      readonly format: ParsedFeed['format'];
      readonly title: string | null;
      readonly language: string | null;
      readonly articles: readonly InspectedArticle[];
      readonly warnings: readonly string[];
    }
  | { readonly file: string; readonly error: string };

interface InspectedArticle {
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly dek: string | null;
  readonly author: string | null;
  readonly publishedAt: string | null;
  /** The last change the feed states; one that states none has not changed since it was published. */
  readonly updatedAt: string | null;
  /** The picture's address. */
  readonly image: string | null;
  readonly section: string | null;
}

/**
 * What Pressrun reads in these bytes. Never throws.
 * @param file as the operator named it; `feed.url` is the base of relative links.
 */
export async function inspectFeed(file: string, feed: FeedBytes, reader: FeedReader): Promise<FeedInspection> {
  const parsed = await reader.read(feed);
  if (!parsed.ok) return { file, error: parsed.refusal.detail };
  const { format, title, language, entries, warnings } = parsed.value;
  return { file, format, title, language, articles: entries.map(inspectEntry), warnings };
}

function inspectEntry({ guid, url, title, dek, author, image, categories, ...dates }: ParsedEntry): InspectedArticle {
  return {
    id: guid ?? url,
    url,
    title,
    dek,
    author,
    publishedAt: isoTime(dates.publishedAt),
    updatedAt: isoTime(dates.updatedAt ?? dates.publishedAt),
    image: image?.url ?? null,
    section: categories[0] ?? null,
  };
}

const isoTime = (at: number | null): string | null =>
  at === null ? null : DateTime.fromMillis(at, { zone: 'utc' }).toISO();

/**
 * The same for what an operator names: a web address is fetched, anything else is a file. Never throws.
 * @param base stands for the feed's own address, where links are relative.
 */
export async function inspectFeedAt(
  target: string,
  { fetcher, reader, base }: { fetcher: FeedFetcher; reader: FeedReader; base?: string },
): Promise<FeedInspection> {
  if (/^https?:\/\//i.test(target)) return inspectUrl(target, { fetcher, reader, base });
  try {
    const bytes = await readStart(target);
    return await inspectFeed(target, base === undefined ? { bytes } : { bytes, url: base }, reader);
  } catch (error) {
    return {
      file: target,
      error: `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** As much of a file as tells that it is too long, however long it is. */
async function readStart(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: MAX_FEED_BYTES }) as AsyncIterable<Buffer>)
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function inspectUrl(
  target: string,
  { fetcher, reader, base }: { fetcher: FeedFetcher; reader: FeedReader; base: string | undefined },
): Promise<FeedInspection> {
  const outcome = await fetcher.fetch(target, { etag: null, lastModified: null });
  if (outcome.kind === 'failed') return { file: target, error: outcome.reason };
  if (outcome.kind === 'not-modified') return { file: target, error: 'The server answered 304 to a first request.' };
  const { bytes, finalUrl, headers } = outcome;
  return inspectFeed(target, { bytes, url: base ?? finalUrl, headers }, reader);
}
