import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCliWorld, type CliWorld } from './cli-world.js';

let cli: CliWorld;
beforeEach(() => {
  cli = openCliWorld();
});
afterEach(() => cli.remove());

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
  db.close();
  const { out } = await cli.run(['issue', 'report', 'x', '--state', 'failed,held']);
  expect(out).toMatch(/ana@example\.org +failed +unknown-user +1 +550 5\.1\.1 ana@example\.org/);
  expect(out).toMatch(/bo@example\.org +held/);
  expect(out).not.toContain('cy@example.org');
  const { readers } = await cli.json<{ readers: { email: string }[] }>('issue', 'report', 'x', '--state', 'accepted');
  expect(readers.map(({ email }) => email)).toEqual(['cy@example.org']);
  expect(await cli.json('issue', 'report', 'x')).not.toHaveProperty('readers');
  const wrong = await cli.run(['issue', 'report', 'x', '--state', 'lost']);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('"lost" is no state') });
});
