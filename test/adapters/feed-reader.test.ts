import { describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFeedReader } from '../../src/adapters/feed-reader.js';
import { startFeedThread } from '../../src/adapters/feed-thread.js';
import { scanPage } from '../../src/articles/page/scan-page.js';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { done } from '../../src/kernel/refusal.js';
import { ROOT, typescriptChild } from '../support/typescript-child.js';

const bytes = (text: string) => ({ bytes: Buffer.from(text), url: 'https://tern.example/feed' });
const FEED = bytes('<rss><channel><title>Tern</title><item><title>one</title><link>/1</link></item></channel></rss>');
/** 5 MB that make a long list of long categories, each looked at letter by letter. */
const HEAVY = bytes(
  `<rss><channel>${`<item>${`<category>${'a'.repeat(900)}</category>`.repeat(100)}</item>`.repeat(50)}</channel></rss>`,
);

const inItem = (text: string): string => `<rss><channel><item><title>x</title>${text}`;
const LAUGHS = Array.from(
  'abcdefghi',
  (name, n) => `<!ENTITY ${name} "${n === 0 ? 'lol' : `&${'abcdefghi'.charAt(n - 1)};`.repeat(10)}">`,
);

/** Each up to 5 MB, as much as is let in. */
const BOMBS: readonly (() => string)[] = [
  () => `<!DOCTYPE l [${LAUGHS.join('')}]>${inItem('&i;')}`,
  () => `<!DOCTYPE l [<!ENTITY a "${'x'.repeat(50_000)}">]>${inItem('&a;'.repeat(50_000))}`,
  () => `<rss><channel>${'<a>'.repeat(100_000)}`,
  () => inItem('<a/>'.repeat(1_200_000)),
  () => inItem(`<b ${Array.from({ length: 600_000 }, (_, n) => `a${n}`).join(' ')}`),
  () => inItem(`<author>${'a@'.repeat(150_000)}</author>`),
  () => inItem(`<description>${'&amp;lt;'.repeat(600_000)}`),
  () => `{"items":${'['.repeat(2_400_000)}`,
  () => `${'\u0001'.repeat(4_900_000)}<rss/>`,
];

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`The process ended with ${code}.`);
  return output;
}

describe('reading a feed in a thread', () => {
  test('finds what reading it here finds, refusals too, in the order of asking', async () => {
    const reader = createFeedReader();
    const page = bytes('<html><body>Hello</body></html>');
    const read = await Promise.all([FEED, page, FEED].map(async (feed) => reader.read(feed)));
    expect(read).toEqual([FEED, page, FEED].map(parseFeed));
    expect(read[0]).toMatchObject({ ok: true, value: { entries: [{ url: 'https://tern.example/1' }] } });
  });

  test('scans pages there too, in their turn', async () => {
    const reader = createFeedReader();
    const page = bytes('<title>The Tern</title><link rel="alternate" type="application/rss+xml" href="/feed">');
    const [scanned, read] = await Promise.all([reader.scan(page), reader.read(FEED)]);
    expect(scanned).toEqual(done(scanPage(page)));
    expect(read).toMatchObject({ ok: true, value: { title: 'Tern' } });
    expect(await createFeedReader({ time: 1 }).scan(bytes('<p>'.repeat(300_000)))).toMatchObject({ ok: false });
  });

  test('a feed that takes too long or too much is refused, and the next one is read', async () => {
    const hasty = createFeedReader({ time: 1 });
    expect(await hasty.read(HEAVY)).toMatchObject({
      ok: false,
      refusal: { detail: expect.stringContaining('seconds') },
    });
    const poor = createFeedReader({ heapMb: 24 });
    const greedy = bytes(`<rss><channel><item>${'<a/>'.repeat(140_000)}</item></channel></rss>`);
    expect(await poor.read(greedy)).toMatchObject({ ok: false, refusal: { detail: expect.stringContaining('24 MB') } });
    expect(await poor.read(FEED)).toMatchObject({ ok: true });
  });

  test('the thread is used again after an answer, and gone after anything else', async () => {
    const thread = await startFeedThread({}, 20_000);
    expect(await thread.ask({ task: 'read', feed: FEED }, 10_000)).toMatchObject({
      kind: 'answer',
      value: { ok: true },
    });
    expect(await thread.ask({ task: 'read', feed: FEED }, 10_000)).toMatchObject({
      kind: 'answer',
      value: { ok: true },
    });
    expect(await thread.ask({ task: 'read', feed: HEAVY }, 1)).toEqual({ kind: 'late' });
  });

  test('bombs of every kind, one after another, take less than 100 MB beside the thread itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pressrun-bombs-'));
    BOMBS.forEach((make, n) => writeFileSync(join(folder, `${n}.xml`), make()));
    const child = typescriptChild(`
      const { readdirSync, readFileSync } = await import('node:fs');
      const { createFeedReader } = await import('file://${ROOT}/src/adapters/feed-reader.ts');
      const reader = createFeedReader();
      await reader.read({ bytes: Buffer.from('<rss/>') });
      const start = process.memoryUsage.rss();
      let most = start;
      setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 5).unref();
      for (const name of readdirSync('${folder}')) await reader.read({ bytes: readFileSync('${folder}/' + name) });
      console.log(Math.round((most - start) / 1e6));
    `);
    expect(Number(await outputOf(child))).toBeLessThan(100);
    rmSync(folder, { recursive: true });
  });

  test('the clock of the process goes on meanwhile, and an idle thread keeps no process alive', async () => {
    const child = typescriptChild(`
      const { createFeedReader } = await import('file://${ROOT}/src/adapters/feed-reader.ts');
      const reader = createFeedReader();
      const feed = { bytes: Buffer.from('<rss><channel><item><title>x</title><description>' + '&lt;div&gt;'.repeat(400_000)) };
      await reader.read(feed);
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      await Promise.all([reader.read(feed), reader.read(feed)]);
      clearInterval(timer);
      console.log(ticks);
    `);
    expect(Number(await outputOf(child))).toBeGreaterThan(1);
  });
});
