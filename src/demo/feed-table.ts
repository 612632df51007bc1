import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createFeedReader } from '../adapters/feed-reader.js';
import { inspectFeed } from '../cli/inspect-feed.js';

const USAGE = `Usage: npm run demo:feeds -- FOLDER_OR_FILE...

Runs the demo with every feed that has at least 3 items and prints a line for each.`;

const DEMO = fileURLToPath(new URL('./run-demo.ts', import.meta.url));
const LEAST_ITEMS = 3;
const run = promisify(execFile);
const reader = createFeedReader();

interface Row {
  readonly feed: string;
  readonly format: string;
  readonly stories: string;
  readonly bytes: string;
  readonly result: string;
  readonly ok: boolean;
}

/** Feeds with too few items are left out; one that cannot be read is a row with its reason. */
async function rowFor(file: string): Promise<Row | undefined> {
  const feed = basename(file);
  const inspected = await inspectFeed(file, { bytes: readFileSync(file) }, reader);
  const failed = { feed, format: '-', stories: '-', bytes: '-', ok: false };
  if ('error' in inspected) return { ...failed, result: `not a feed: ${inspected.error}` };
  if (inspected.articles.length < LEAST_ITEMS) return undefined;
  const { format } = inspected;
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', DEMO, '--feed', file, '--json']);
    const { stories, htmlBytes, accepted } = JSON.parse(stdout) as Record<string, number>;
    return {
      feed,
      format,
      stories: String(stories),
      bytes: String(htmlBytes),
      result: `${accepted ?? 0} accepted`,
      ok: true,
    };
  } catch (error) {
    const reason = /✗ (.+)/.exec((error as { stderr?: string }).stderr ?? '')?.[1] ?? String(error);
    return { ...failed, format, result: reason };
  }
}

const line = ({ feed, format, stories, bytes, result }: Omit<Row, 'ok'>): string =>
  [feed.padEnd(42), format.padEnd(8), stories.padStart(7), bytes.padStart(8), ` ${result}`].join(' ');

const isFolder = (path: string): boolean => !/\.\w+$/.test(path);

const { positionals } = parseArgs({ allowPositionals: true });
if (positionals.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const files = positionals.flatMap((path) =>
    isFolder(path)
      ? readdirSync(path)
          .toSorted()
          .map((name) => join(path, name))
      : [path],
  );
  console.log(line({ feed: 'feed', format: 'format', stories: 'stories', bytes: 'bytes', result: 'send' }));
  let failures = 0;
  for (const file of files) {
    const row = await rowFor(file);
    if (row === undefined) continue;
    console.log(line(row));
    if (!row.ok) failures += 1;
  }
  console.log(failures === 0 ? 'Every feed went through.' : `${failures} did not go through.`);
  process.exitCode = failures === 0 ? 0 : 1;
}
