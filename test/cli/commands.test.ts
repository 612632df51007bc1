import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
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

describe('exit codes', () => {
  test.each([
    [['--help']],
    [['issue', '--help']],
    [['issue', 'send', '--help']],
    [['subscribers', 'import', '--help']],
  ])('help is no fault: %j', async (args) => {
    const { code, out } = await cli.run(args);
    expect(code).toBe(0);
    expect(out).toContain('Usage: pressrun');
  });

  test.each([
    [['bogus']],
    [['issue']],
    [['issue', 'send']],
    [['user', 'add', 'ana@example.org']],
    [['newsletter', 'list', '--colour']],
    [['subscribers', 'import', 'x.csv', '--newsletter', 'daily', '--confirmed']],
    [['issue', 'preview', 'x', '--part', 'pdf']],
    [['issue', 'send', 'x', '--at', 'noon']],
  ])('wrong usage is 2: %j', async (args) => {
    const { code, err } = await cli.run(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  test.each([
    [['user', 'add', 'nobody', '--role', 'owner'], 'e-mail address'],
    [['source', 'add', 'https://a.example/feed', '--newsletter', 'nothing'], 'nothing'],
    [['source', 'fetch'], 'pressrun source add'],
    [['issue', 'send', '06h0emh9xz4xg5hw'], ''],
    [['subscribers', 'import', '/nowhere.csv', '--newsletter', 'daily'], 'daily'],
    [['restore', '/nowhere.sqlite'], 'does not exist'],
    [['backup', '/nowhere/b.sqlite'], 'cannot be written'],
  ])('a refusal is 1, with its reason: %j', async (args, words) => {
    const { code, err, out } = await cli.run(args);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toContain(' at ');
    expect(out).toBe('');
    const refusal = JSON.parse((await cli.run([...args, '--json'])).out) as { code: string; detail: string };
    expect(refusal.code).toMatch(/^[a-z-]+\.[a-z-]+$/);
    expect(refusal.detail).toContain(words);
  });

  test('a wrong variable is 1, one line each', async () => {
    const { code, err } = await cli.run(['config'], { PORT: 'x', SENDERS: 'y' });
    expect(code).toBe(1);
    expect(err.split('\n')).toHaveLength(2);
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

describe('verify ledger', () => {
  test('exits 0 when every invariant holds, and 1 with the broken one and its row', async () => {
    expect(await cli.run(['verify', 'ledger'])).toMatchObject({ code: 1, err: expect.stringContaining('no database') });
    await cli.newsletter();
    const sound = await cli.run(['verify', 'ledger']);
    expect(sound).toMatchObject({ code: 0, out: expect.stringContaining('ok   I1 ') });
    expect(sound.out).toMatch(/ - {3}I6 .*not checkable here, see test\/whole\/kill\.test\.ts/);
    const db = new Database(cli.database);
    db.exec(`INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
               candidates_since, content_hash, expected_count, created_at, updated_at)
             SELECT 'x', id, 'digest', '2026-11-21', '2026-11-21', 'x', 'sending', '', '', 0, '', 4, 0, 0 FROM newsletters`);
    db.close();
    const broken = await cli.run(['verify', 'ledger']);
    expect(broken).toMatchObject({ code: 1, out: expect.stringContaining('BAD  I1 ') });
    expect(broken.out).toContain('{"issue":"x","expected":4,"found":0}');
    const { ok, findings } = await cli.json<{ ok: boolean; findings: { id: string; ok: boolean }[] }>(
      'verify',
      'ledger',
    );
    expect([ok, findings.filter((one) => !one.ok).map(({ id }) => id)]).toEqual([false, ['I1']]);
    expect((await cli.run(['issue', 'retry-failed', 'x'])).out).toBe('0 deliveries are tried again.');
    expect(await cli.run(['issue', 'retry-failed', 'none'])).toMatchObject({ code: 1 });
  });
});

test('a report names the readers in the states asked for, and refuses a state there is not', async () => {
  await cli.newsletter();
  const file = join(cli.folder, 'readers.csv');
  writeFileSync(file, 'email\nana@example.org\nbo@example.org\ncy@example.org\n');
  await cli.run(['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'yes']);
  const db = new Database(cli.database);
  db.exec(`INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
             candidates_since, content_hash, expected_count, created_at, updated_at)
           SELECT 'x', id, 'digest', '2026-11-21', '2026-11-21', 'x', 'done', 'News', '', 0, '', 3, 0, 0 FROM newsletters;
           INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, attempt, reason, reply, updated_at)
           SELECT 'x', id, 0, 'v', CASE substr(email, 1, 1) WHEN 'a' THEN 'failed' WHEN 'b' THEN 'held' ELSE 'accepted' END,
             1, 'unknown-user', '550 5.1.1 ' || email, 0 FROM subscribers`);
  expect((await cli.run(['issue', 'report', 'x'])).out).not.toMatch(/^relay /m);
  db.exec(`INSERT INTO relays (id, name) VALUES (1, 'one.example:587'), (2, 'two.example:25');
           UPDATE deliveries SET relay = 1 WHERE state IN ('failed', 'held')`);
  db.close();
  const { out } = await cli.run(['issue', 'report', 'x', '--state', 'failed,held']);
  expect(out).toMatch(/ana@example\.org +failed +unknown-user +1 +one\.example:587 +550 5\.1\.1 ana@example\.org/);
  expect(out).toMatch(/^relay +state +count\none\.example:587 +failed +1\none\.example:587 +held +1\n\(none/m);
  expect(await cli.json('issue', 'report', 'x')).toMatchObject({
    relays: [{ relay: 'one.example:587', state: 'failed', count: 1 }, { state: 'held' }, { relay: null, count: 1 }],
  });
  expect(out).toMatch(/bo@example\.org +held/);
  expect(out).not.toContain('cy@example.org');
  const { readers } = await cli.json<{ readers: { email: string }[] }>('issue', 'report', 'x', '--state', 'accepted');
  expect(readers.map(({ email }) => email)).toEqual(['cy@example.org']);
  expect(await cli.json('issue', 'report', 'x')).not.toHaveProperty('readers');
  const wrong = await cli.run(['issue', 'report', 'x', '--state', 'lost']);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('"lost" is no state') });
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
