import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rss } from '../articles/support/feeds.js';
import { html, startSite, xml } from '../articles/support/site-server.js';
import { openCliWorld, type CliWorld } from './cli-world.js';

let cli: CliWorld;
beforeEach(() => {
  cli = openCliWorld();
});
afterEach(() => cli.remove());

const keys = () => readFileSync(join(cli.dataDir, 'secret.key'), 'utf8').trim().split('\n');

describe('key rotate', () => {
  test('puts a new key in front, and --revoke keeps the oldest for hashes alone', async () => {
    await cli.run(['config']);
    const [oldest = ''] = keys();
    expect(await cli.run(['key', 'rotate'])).toMatchObject({ code: 0 });
    expect(keys()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), oldest]);
    expect(await cli.run(['key', 'rotate', '--revoke'])).toMatchObject({ code: 0 });
    expect(keys()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), `hash-only:${oldest}`]);
    expect(statSync(join(cli.dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(await cli.run(['config'])).toMatchObject({ code: 0 });
  });

  test('leaves keys alone that SECRET_KEY gives, and says how to turn them', async () => {
    const { code, err } = await cli.run(['key', 'rotate'], { SECRET_KEY: 'k'.repeat(32) });
    expect(code).toBe(1);
    expect(err).toContain('SECRET_KEY="NEW OLD"');
  });
});

test('migrate makes the first newsletter and an owner, once', async () => {
  const first = await cli.json<{ signInLink: string | null }>('migrate');
  expect(first.signInLink).toContain('/desk/sign-in/');
  expect((await cli.json<{ signInLink: string | null }>('migrate')).signInLink).toBeNull();
  expect(await cli.json<unknown[]>('newsletter', 'list')).toHaveLength(1);
});

test('a site is added as what it is, a story by its link, and a wrong address says why', async () => {
  await cli.run(['migrate']);
  const site = await startSite((path) => {
    if (path === '/') return html('<link rel="alternate" type="application/rss+xml" href="/f.xml">');
    if (path === '/f.xml') return xml(rss([{ title: 'One', link: 'https://tern.example/1' }]));
    return path === '/s' ? html('<meta property="og:type" content="article"><h1>The harbour reopens</h1>') : undefined;
  });
  try {
    const env = { FETCH_ALLOW: site.host };
    const added = await cli.run(['source', 'add', site.url, '--newsletter', 'daily'], env);
    expect(added.out).toMatch(
      /^Added http:\/\/127\.0\.0\.1:\d+\/f\.xml as feed \(\w+\)\.\nAn RSS feed with 1 story: named by the page\.$/,
    );
    const wrong = await cli.run(['source', 'add', `${site.url}/s`, '--kind', 'ghost', '--newsletter', 'daily'], env);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("Ghost's Content API wants a key")]);
    const story = await cli.run(['article', 'add', `${site.url}/s`, '--newsletter', 'daily'], env);
    expect([story.code, story.out]).toEqual([0, expect.stringMatching(/^Added: The harbour reopens \(\w+\)\.$/)]);
    expect((await cli.run(['article', 'add', `${site.url}/s`, '--newsletter', 'daily'], env)).out).toMatch(
      /^Known already/,
    );
    expect((await cli.run(['source', 'list'])).out).toMatch(/ {2}page +http.*\/s +good/);
  } finally {
    await site.close();
  }
});

test('a person and a key can be made, and are told once', async () => {
  const { code, out } = await cli.run(['user', 'add', 'ana@example.org', '--role', 'editor']);
  expect(code).toBe(0);
  expect(out).toContain('http://localhost:3000/desk/sign-in/');
  expect((await cli.run(['apikey', 'create', '--role', 'owner'])).out).toMatch(/^pr_/);
  expect((await cli.run(['user', 'list'])).out).toContain('ana@example.org  editor');
});

test('inspect prints one object a line, and a missing file is an object too', async () => {
  const feed = join(cli.folder, 'feed.xml');
  writeFileSync(
    feed,
    '<rss version="2.0"><channel><title>Quay</title><item><title>Tide</title><link>https://quay.example/1</link></item></channel></rss>',
  );
  const { code, out } = await cli.run(['inspect', 'feed', feed, join(cli.folder, 'none.xml')]);
  const [found, missing] = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(0);
  expect(found).toMatchObject({ file: feed, title: 'Quay', articles: [{ title: 'Tide' }] });
  expect(missing).toHaveProperty('error');
  const bounce = (await cli.run(['inspect', 'bounce', join(cli.folder, 'none.eml'), '--json'])).out;
  expect(JSON.parse(bounce)).toHaveProperty('error');
});

test('the doctor names what is missing', async () => {
  await cli.newsletter();
  const { code, out } = await cli.run(['doctor'], { POSTAL_ADDRESS: '' });
  expect(out).toMatch(/ok {3}database/);
  expect(out).toMatch(/BAD {2}newsroom .*no postal address/);
  expect(code).toBe(1);
  expect((await cli.run(['doctor'])).code).toBe(0);
});
