import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../src/adapters/system-lock.js';
import { ConfigFaults } from '../../src/cli/cli-context.js';
import { openCli } from '../../src/cli/open-cli.js';
import { runCli } from '../../src/cli/run-cli.js';
import { loadConfig } from '../../src/config.js';
import { rss } from '../articles/support/feeds.js';
import { html, startSite, xml } from '../articles/support/site-server.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real commands on a real database in the test's folder. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    output: { line: (text) => void out.push(text), note: (text) => void err.push(text), isTerminal: false },
    config: () => {
      const loaded = loadConfig({
        DATA_DIR: join(folder, 'data'),
        LOG_LEVEL: 'error',
        POSTAL_ADDRESS: '1 Quay',
        ...env,
      });
      if ('faults' in loaded) throw new ConfigFaults(loaded.faults);
      return loaded.config;
    },
    open: openCli,
    actor: 'cli:test',
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run([...args, '--json'])).out) as T;

const keys = () =>
  readFileSync(join(folder, 'data', 'secret.key'), 'utf8')
    .trim()
    .split('\n');

describe('key rotate', () => {
  test('puts a new key in front, and --revoke keeps the oldest for hashes alone', async () => {
    await run(['config']);
    const [oldest = ''] = keys();
    expect(await run(['key', 'rotate'])).toMatchObject({ code: 0 });
    expect(keys()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), oldest]);
    expect(await run(['key', 'rotate', '--revoke'])).toMatchObject({ code: 0 });
    expect(keys()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), `hash-only:${oldest}`]);
    expect(statSync(join(folder, 'data', 'secret.key')).mode & 0o777).toBe(0o600);
    expect(await run(['config'])).toMatchObject({ code: 0 });
  });

  test('leaves keys alone that SECRET_KEY gives, and says how to turn them', async () => {
    const { code, err } = await run(['key', 'rotate'], { SECRET_KEY: 'k'.repeat(32) });
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
    const { code, out } = await run(args);
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
    const { code, err } = await run(args);
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
    const { code, err, out } = await run(args);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toContain(' at ');
    expect(out).toBe('');
    const refusal = JSON.parse((await run([...args, '--json'])).out) as { code: string; detail: string };
    expect(refusal.code).toMatch(/^[a-z-]+\.[a-z-]+$/);
    expect(refusal.detail).toContain(words);
  });

  test('a wrong variable is 1, one line each', async () => {
    const { code, err } = await run(['config'], { PORT: 'x', SENDERS: 'y' });
    expect(code).toBe(1);
    expect(err.split('\n')).toHaveLength(2);
  });
});

const newsletter = async () =>
  run(['newsletter', 'create', 'daily', '--name', 'The Daily', '--time-zone', 'Europe/Berlin']);

test('migrate makes the first newsletter and an owner, once', async () => {
  const first = await json<{ signInLink: string | null }>('migrate');
  expect(first.signInLink).toContain('/desk/sign-in/');
  expect((await json<{ signInLink: string | null }>('migrate')).signInLink).toBeNull();
  expect(await json<unknown[]>('newsletter', 'list')).toHaveLength(1);
});

test('a site is added as what it is, a story by its link, and a wrong address says why', async () => {
  await run(['migrate']);
  const site = await startSite((path) => {
    if (path === '/') return html('<link rel="alternate" type="application/rss+xml" href="/f.xml">');
    if (path === '/f.xml') return xml(rss([{ title: 'One', link: 'https://tern.example/1' }]));
    return path === '/s' ? html('<meta property="og:type" content="article"><h1>The harbour reopens</h1>') : undefined;
  });
  try {
    const env = { FETCH_ALLOW: site.host };
    const added = await run(['source', 'add', site.url, '--newsletter', 'daily'], env);
    expect(added.out).toMatch(
      /^Added http:\/\/127\.0\.0\.1:\d+\/f\.xml as feed \(\w+\)\.\nAn RSS feed with 1 story: named by the page\.$/,
    );
    const wrong = await run(['source', 'add', `${site.url}/s`, '--kind', 'ghost', '--newsletter', 'daily'], env);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("Ghost's Content API wants a key")]);
    const story = await run(['article', 'add', `${site.url}/s`, '--newsletter', 'daily'], env);
    expect([story.code, story.out]).toEqual([0, expect.stringMatching(/^Added: The harbour reopens \(\w+\)\.$/)]);
    expect((await run(['article', 'add', `${site.url}/s`, '--newsletter', 'daily'], env)).out).toMatch(
      /^Known already/,
    );
    expect((await run(['source', 'list'])).out).toMatch(/ {2}page +http.*\/s +good/);
  } finally {
    await site.close();
  }
});

test('a person and a key can be made, and are told once', async () => {
  const { code, out } = await run(['user', 'add', 'ana@example.org', '--role', 'editor']);
  expect(code).toBe(0);
  expect(out).toContain('http://localhost:3000/desk/sign-in/');
  expect((await run(['apikey', 'create', '--role', 'owner'])).out).toMatch(/^pr_/);
  expect((await run(['user', 'list'])).out).toContain('ana@example.org  editor');
});

/** The state of the export's first line. */
const firstState = async () => (await run(['subscribers', 'export'])).out.split('\n')[1]?.split(',')[4];

describe('subscribers', () => {
  const CSV = '\uFEFFE-Mail;Email;Name\nx;ana@example.org;Ana\nx;not an address;B\nx;bo@example.org;"Bo; B."\n';

  test('readers with consent are added line by line, and exported again', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    writeFileSync(file, CSV);
    const args = [
      'subscribers',
      'import',
      file,
      '--newsletter',
      'daily',
      '--confirmed',
      '--consent',
      'I want the Daily',
    ];
    const { code, out } = await run(args);
    expect(out).toContain('3 read: 2 added, 0 known before, 1 refused.');
    expect(out).toContain('line 3: not an address');
    expect(code).toBe(1);
    expect((await run(args)).out).toContain('3 read: 0 added, 2 known before, 1 refused.');
    const exported = (await run(['subscribers', 'export', '--newsletter', 'daily'])).out.split('\n');
    expect(exported[0]).toBe('email,name,language,newsletter,state,activatedAt,changedAt,consent_at,ip,consent');
    expect(exported[2]).toMatch(/^bo@example\.org,Bo; B\.,,daily,active,\d{4}-/);
    expect(exported).toHaveLength(3);
  });

  test('readers without consent are asked to confirm', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    writeFileSync(file, 'email\nana@example.org\n');
    const { code, out } = await run(['subscribers', 'import', file, '--newsletter', 'daily']);
    expect(code).toBe(0);
    expect(out).toContain('1 read: 1 asked to confirm by mail, 0 refused.');
    expect((await run(['subscribers', 'export'])).out).toContain('ana@example.org,,,daily,pending');
  });

  test('who unsubscribed is kept out, unless the file holds a newer consent', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    const load = async (text: string, ...flags: string[]) => {
      writeFileSync(file, text);
      return (await run(['subscribers', 'import', file, '--newsletter', 'daily', ...flags])).out;
    };
    const confirmed = ['--confirmed', '--consent', 'Yes'];
    await load('email\nana@example.org\n', ...confirmed);
    const db = new Database(database());
    db.prepare(`UPDATE subscriptions SET state = 'unsubscribed', changed_at = ?`).run(Date.parse('2026-01-02'));
    db.close();
    expect(await load('email\nana@example.org\n', ...confirmed)).toContain('1 kept out (unsubscribed)');
    expect(await load('email\nana@example.org\n')).toContain('1 kept out (unsubscribed)');
    expect(await load('email,consent_at\nana@example.org,2026-01-01T00:00:00Z\n', ...confirmed)).toContain(
      '1 kept out',
    );
    expect(await firstState()).toBe('unsubscribed');
    expect(await load('email,consent_at\nana@example.org,2026-01-03T00:00:00Z\n', ...confirmed)).toContain('1 known');
    expect(await firstState()).toBe('active');
  });

  test('an export holds the consents, and only its active readers are imported again', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    const confirmed = ['--newsletter', 'daily', '--confirmed', '--consent'];
    writeFileSync(file, 'email,consent_at,ip\nana@example.org,2026-01-02T08:00:00+01:00,192.0.2.4\nbo@example.org,,\n');
    await run(['subscribers', 'import', file, ...confirmed, 'Yes, the Daily']);
    const db = new Database(database());
    const leave = `UPDATE subscriptions SET state = 'unsubscribed'
                    WHERE subscriber_id = (SELECT id FROM subscribers WHERE email = 'bo@example.org')`;
    expect(db.prepare(leave).run().changes).toBe(1);
    db.close();
    const { out: exported } = await run(['subscribers', 'export']);
    expect(exported).toMatch(/^ana@.*,2026-01-02T07:00:00.000Z,192\.0\.2\.4,"Yes, the Daily"$/m);
    await run(['newsletter', 'create', 'weekly', '--name', 'The Weekly', '--time-zone', 'Europe/Berlin']);
    writeFileSync(file, exported);
    const args = ['subscribers', 'import', file, '--newsletter', 'weekly', '--confirmed', '--consent', 'other words'];
    const { code, out } = await run(args);
    expect(out).toBe('2 read: 0 added, 1 known before, 1 skipped (their state is not active), 0 refused.');
    expect(code).toBe(0);
    const again = (await run(['subscribers', 'export', '--newsletter', 'weekly'])).out.split('\n');
    expect(again).toHaveLength(2);
    expect(again[1]).toMatch(/^ana@.*,2026-01-02T07:00:00.000Z,192\.0\.2\.4,"Yes, the Daily"$/);
  });

  test('a file that is not UTF-8 is refused before anything is stored', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    const args = ['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'Yes'];
    const text = 'email;name\nana@example.org;Ana\nbo@example.org;J\u00f6rg\n';
    for (const encoding of ['latin1', 'utf16le'] as const) {
      writeFileSync(file, text, encoding);
      const { code, err } = await run(args);
      expect(code).toBe(1);
      if (encoding === 'latin1') expect(err).toContain('Save it as "CSV UTF-8"');
    }
    expect((await run(['subscribers', 'export'])).out.split('\n')).toHaveLength(1);
    writeFileSync(file, `\uFEFF${text}`);
    expect((await run(args)).out).toContain('2 added');
    expect((await run(['subscribers', 'export'])).out).toContain('bo@example.org,J\u00f6rg,');
  });

  test('a quote that is not closed is named by its line, and nothing is stored', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    writeFileSync(file, 'email,name\nana@example.org,Ana\nbo@example.org,"Bo\ncy@example.org,Cy\n');
    const args = ['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'Yes'];
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toContain('opens in line 3');
    expect((await run(['subscribers', 'export'])).out.split('\n')).toHaveLength(1);
  });

  test('a file without the column is refused as a whole', async () => {
    await newsletter();
    const file = join(folder, 'readers.csv');
    writeFileSync(file, 'address\nana@example.org\n');
    const { code, err } = await run(['subscribers', 'import', file, '--newsletter', 'daily']);
    expect(code).toBe(1);
    expect(err).toContain('names no column email: address');
  });
});

const database = () => join(folder, 'data', 'pressrun.sqlite');

describe('verify ledger', () => {
  test('exits 0 when every invariant holds, and 1 with the broken one and its row', async () => {
    expect(await run(['verify', 'ledger'])).toMatchObject({ code: 1, err: expect.stringContaining('no database') });
    await newsletter();
    const sound = await run(['verify', 'ledger']);
    expect(sound).toMatchObject({ code: 0, out: expect.stringContaining('ok   I1 ') });
    expect(sound.out).toMatch(/ - {3}I6 .*not checkable here, see test\/whole\/kill\.test\.ts/);
    const db = new Database(database());
    db.exec(`INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
               candidates_since, content_hash, expected_count, created_at, updated_at)
             SELECT 'x', id, 'digest', '2026-11-21', '2026-11-21', 'x', 'sending', '', '', 0, '', 4, 0, 0 FROM newsletters`);
    db.close();
    const broken = await run(['verify', 'ledger']);
    expect(broken).toMatchObject({ code: 1, out: expect.stringContaining('BAD  I1 ') });
    expect(broken.out).toContain('{"issue":"x","expected":4,"found":0}');
    const { ok, findings } = await json<{ ok: boolean; findings: { id: string; ok: boolean }[] }>('verify', 'ledger');
    expect([ok, findings.filter((one) => !one.ok).map(({ id }) => id)]).toEqual([false, ['I1']]);
    expect((await run(['issue', 'retry-failed', 'x'])).out).toBe('0 deliveries are tried again.');
    expect(await run(['issue', 'retry-failed', 'none'])).toMatchObject({ code: 1 });
  });
});

test('a report names the readers in the states asked for, and refuses a state there is not', async () => {
  await newsletter();
  const file = join(folder, 'readers.csv');
  writeFileSync(file, 'email\nana@example.org\nbo@example.org\ncy@example.org\n');
  await run(['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'yes']);
  const db = new Database(database());
  db.exec(`INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
             candidates_since, content_hash, expected_count, created_at, updated_at)
           SELECT 'x', id, 'digest', '2026-11-21', '2026-11-21', 'x', 'done', 'News', '', 0, '', 3, 0, 0 FROM newsletters;
           INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, attempt, reason, reply, updated_at)
           SELECT 'x', id, 0, 'v', CASE substr(email, 1, 1) WHEN 'a' THEN 'failed' WHEN 'b' THEN 'held' ELSE 'accepted' END,
             1, 'unknown-user', '550 5.1.1 ' || email, 0 FROM subscribers`);
  db.close();
  const { out } = await run(['issue', 'report', 'x', '--state', 'failed,held']);
  expect(out).toMatch(/ana@example\.org +failed +unknown-user +1 +550 5\.1\.1 ana@example\.org/);
  expect(out).toMatch(/bo@example\.org +held/);
  expect(out).not.toContain('cy@example.org');
  const { readers } = await json<{ readers: { email: string }[] }>('issue', 'report', 'x', '--state', 'accepted');
  expect(readers.map(({ email }) => email)).toEqual(['cy@example.org']);
  expect(await json('issue', 'report', 'x')).not.toHaveProperty('readers');
  const wrong = await run(['issue', 'report', 'x', '--state', 'lost']);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('"lost" is no state') });
});

describe('backup and restore', () => {
  test('what was saved comes back, and nothing goes out by itself', async () => {
    await newsletter();
    const db = new Database(database());
    const id = db.prepare('SELECT id FROM newsletters').pluck().get();
    const issue = db.prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, edited,
                           candidates_since, content_hash, approved_hash, created_at, updated_at)
       VALUES (?, ?, 'digest', ?, ?, ?, ?, 'News', '', 0, 0, 'h', 'h', 0, 0)`,
    );
    issue.run('a', id, '2026-11-21', '2026-11-21', '2026-11-21', 'sending');
    issue.run('b', id, '2026-11-22', '2026-11-22', '2026-11-22', 'approved');
    db.prepare(`UPDATE newsletters SET settings = json_set(settings, '$.mode', 'automatic')`).run();
    db.exec(`INSERT INTO subscribers (id, address_hash, created_at) VALUES ('s', 'h', 0);
             INSERT INTO confirmations (id, subscriber_id, newsletter_ids, created_at, expires_at) VALUES ('c', 's', '[]', 0, 0)`);
    db.close();
    const copy = join(folder, 'backup.sqlite');
    expect((await run(['backup', copy])).code).toBe(0);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect((await run(['backup', copy])).err).toContain('exists already');
    await run(['user', 'add', 'later@example.org', '--role', 'viewer']);

    const { code, out } = await run(['restore', copy]);
    expect(code).toBe(0);
    expect(out).toContain('1 issues paused, 1 approvals void');
    expect(await json('user', 'list')).toEqual([]);
    const [kept] = await json<{ mode: string }[]>('newsletter', 'list');
    expect(kept?.mode).toBe('review');
    const states = new Database(database(), { readonly: true });
    expect(states.prepare('SELECT state FROM issues ORDER BY id').pluck().all()).toEqual(['paused', 'draft']);
    const reminders = states.prepare('SELECT count(*) FROM confirmations WHERE reminder_decided_at IS NULL');
    expect(reminders.pluck().get()).toBe(0);
    states.close();
    const replaced = /kept as (.+)\.$/m.exec(out)?.[1] ?? '';
    expect(existsSync(replaced)).toBe(true);
  });

  test('restoring under a running Pressrun, or from another file, is refused and changes nothing', async () => {
    await newsletter();
    const copy = join(folder, 'backup.sqlite');
    await run(['backup', copy]);
    const before = readFileSync(database());
    const lock = lockFolder(join(folder, 'data'));
    expect((await run(['restore', copy])).err).toContain('Pressrun runs');
    if ('release' in lock) lock.release();
    const newer = new Database(copy);
    newer.prepare(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 99999999999999)`).run();
    newer.close();
    expect((await run(['restore', copy])).err).toContain('was written by a newer Pressrun');
    writeFileSync(copy, 'not a database at all, but long enough to be looked at');
    expect((await run(['restore', copy])).err).toContain('cannot be read as a database');
    expect(readFileSync(database()).equals(before)).toBe(true);
  });
});

test('inspect prints one object a line, and a missing file is an object too', async () => {
  const feed = join(folder, 'feed.xml');
  writeFileSync(
    feed,
    '<rss version="2.0"><channel><title>Quay</title><item><title>Tide</title><link>https://quay.example/1</link></item></channel></rss>',
  );
  const { code, out } = await run(['inspect', 'feed', feed, join(folder, 'none.xml')]);
  const [found, missing] = out.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(code).toBe(0);
  expect(found).toMatchObject({ file: feed, title: 'Quay', articles: [{ title: 'Tide' }] });
  expect(missing).toHaveProperty('error');
  const bounce = (await run(['inspect', 'bounce', join(folder, 'none.eml'), '--json'])).out;
  expect(JSON.parse(bounce)).toHaveProperty('error');
});

test('the doctor names what is missing', async () => {
  await newsletter();
  const { code, out } = await run(['doctor'], { POSTAL_ADDRESS: '' });
  expect(out).toMatch(/ok {3}database/);
  expect(out).toMatch(/BAD {2}newsroom .*no postal address/);
  expect(code).toBe(1);
  expect((await run(['doctor'])).code).toBe(0);
});

describe('suppressions', () => {
  test('say why, and are lifted only with a reason, which is logged', async () => {
    const csv = join(folder, 'left.csv');
    await run(['migrate']);
    writeFileSync(csv, 'email\nana@example.org\n');
    await run(['subscribers', 'import', csv, '--newsletter', 'daily', '--confirmed', '--consent', 'yes']);
    const db = new Database(database());
    db.prepare(
      `INSERT INTO bounces (id, evidence_hash, channel, class, reason, diagnostic, raw, at)
       VALUES ('b1', 'hash', 'mail', 'hard', 'unknown-user', '550 nobody here', 'Subject: Undelivered', 0)`,
    ).run();
    db.prepare(
      `INSERT INTO suppressions (address_hash, email, reason, source, bounce_id, at)
       SELECT address_hash, email, 'unknown-user', 'bounce', 'b1', 0 FROM subscribers`,
    ).run();
    const why = await run(['suppressions', 'why', 'Ana@example.org']);
    expect(why).toMatchObject({ code: 0, err: '' });
    expect(why.out).toContain('Suppressed since 1970-01-01 00:00 UTC by bounce: unknown-user.');
    expect(why.out).toContain('Subject: Undelivered');
    expect((await run(['suppressions', 'lift', 'ana@example.org'])).code).toBe(2);
    expect((await run(['suppressions', 'lift', 'ana@example.org', '--reason', 'She wrote'])).code).toBe(0);
    expect((await run(['suppressions', 'why', 'ana@example.org'])).code).toBe(1);
    const logged = db.prepare(`SELECT detail FROM audit_log WHERE action = 'suppression.lift'`).pluck().get();
    expect(JSON.parse(String(logged))).toEqual({ reason: 'She wrote', was: 'unknown-user' });
    db.close();
  });
});
