import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createFeedReader } from '../../src/adapters/feed-reader.js';
import { startFeedThread } from '../../src/adapters/feed-thread.js';
import { parseFeed } from '../../src/articles/parse-feed.js';
import { ROOT, typescriptChild } from '../support/typescript-child.js';

const bytes = (text: string) => ({ bytes: Buffer.from(text), url: 'https://tern.example/feed' });
const FEED = bytes('<rss><channel><title>Tern</title><item><title>one</title><link>/1</link></item></channel></rss>');
/** 5 MB that make a long list of long categories, each looked at letter by letter. */
const HEAVY = bytes(
  `<rss><channel>${`<item>${`<category>${'a'.repeat(900)}</category>`.repeat(100)}</item>`.repeat(50)}</channel></rss>`,
);

describe('reading a feed in a thread', () => {
  test('finds what reading it here finds, refusals too, in the order of asking', async () => {
    const reader = createFeedReader();
    const page = bytes('<html><body>Hello</body></html>');
    const read = await Promise.all([FEED, page, FEED].map(async (feed) => reader.read(feed)));
    expect(read).toEqual([FEED, page, FEED].map(parseFeed));
    expect(read[0]).toMatchObject({ ok: true, value: { entries: [{ url: 'https://tern.example/1' }] } });
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
    expect(await thread.ask(FEED, 10_000)).toMatchObject({ kind: 'answer', value: { ok: true } });
    expect(await thread.ask(FEED, 10_000)).toMatchObject({ kind: 'answer', value: { ok: true } });
    expect(await thread.ask(HEAVY, 1)).toEqual({ kind: 'late' });
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
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
    expect(Number(output)).toBeGreaterThan(1);
  });
});
