import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFeed } from 'feedsmith';
import { openReaderWeb, type ReaderWeb } from './reader-web.js';

let site: ReaderWeb;
beforeAll(async () => {
  site = await openReaderWeb();
});
afterAll(async () => site.close());

describe('the front page', () => {
  test('names the newsroom, its newsletters and their last issue, with the form', async () => {
    const html = await (await site.get('/')).text();
    expect(html).toContain('<title>The Harbour Lantern</title>');
    expect(html).toContain('Every day at 07:00.');
    expect(html).toContain('Ferry &amp; fog: &quot;all clear&quot; &lt;by noon>');
    expect(html).toContain('action="/subscribe"');
  });
});

describe('the archive', () => {
  test('lists past issues with a feed for readers of feeds', async () => {
    const html = await (await site.get('/archive/daily')).text();
    expect(html).toContain('href="/archive/daily/2026-11-21"');
    expect(html).toContain('Sunday, 22 November 2026');
    expect(html).toContain('<link rel="alternate" type="application/atom+xml" href="/archive/daily/feed.xml"');
    expect(await (await site.get('/archive/weekly')).text()).toContain('The first issue is still to come.');
  });

  test('has a feed that a feed parser reads', async () => {
    const answer = await site.get('/archive/daily/feed.xml');
    expect(answer.headers.get('content-type')).toMatch(/^application\/atom\+xml/);
    const { format, feed } = parseFeed(await answer.text());
    expect(format).toBe('atom');
    expect(feed).toMatchObject({
      title: { value: 'Morning Light' },
      entries: [
        { title: { value: 'Ferry & fog: "all clear" <by noon>' }, id: `${site.web.url}/archive/daily/2026-11-22` },
        { title: { value: 'The tide turns' } },
      ],
    });
  });

  test('shows an issue as it was mailed, in a page where no script runs', async () => {
    const answer = await site.get('/archive/daily/2026-11-21');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'unsafe-inline'");
    expect(policy).toContain('sandbox');
    expect(policy).not.toContain('script-src');
    expect(await answer.text()).toContain('style="color:#0b6e75"');
  });

  test.each(['/archive/nightly', '/archive/nightly/feed.xml', '/archive/daily/2020-01-01'])(
    'says that there is nothing at %s',
    async (path) => expect((await site.get(path)).status).toBe(404),
  );
});
