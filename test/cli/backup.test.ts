import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../src/adapters/system-lock.js';
import { openCliWorld, type CliWorld } from './cli-world.js';

let cli: CliWorld;
beforeEach(() => {
  cli = openCliWorld();
});
afterEach(() => cli.remove());

describe('backup and restore', () => {
  test('what was saved comes back, and nothing goes out by itself', async () => {
    await cli.newsletter();
    const db = new Database(cli.database);
    const id = db.prepare('SELECT id FROM newsletters').pluck().get();
    const issue = db.prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, edited,
                           candidates_since, content_hash, approved_hash, created_at, updated_at)
       VALUES (?, ?, 'digest', ?, ?, ?, ?, 'News', '', 0, 0, 'h', 'h', 0, 0)`,
    );
    issue.run('a', id, '2026-11-21', '2026-11-21', '2026-11-21', 'sending');
    issue.run('b', id, '2026-11-22', '2026-11-22', '2026-11-22', 'approved');
    db.prepare(`UPDATE newsletters SET settings = json_set(settings, '$.mode', 'automatic')`).run();
    db.close();
    const copy = join(cli.folder, 'backup.sqlite');
    expect((await cli.run(['backup', copy])).code).toBe(0);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect((await cli.run(['backup', copy])).err).toContain('exists already');
    await cli.run(['user', 'add', 'later@example.org', '--role', 'viewer']);

    const { code, out } = await cli.run(['restore', copy]);
    expect(code).toBe(0);
    expect(out).toContain('1 issues paused, 1 approvals void');
    expect(await cli.json('user', 'list')).toEqual([]);
    const [kept] = await cli.json<{ mode: string }[]>('newsletter', 'list');
    expect(kept?.mode).toBe('review');
    const states = new Database(cli.database, { readonly: true });
    expect(states.prepare('SELECT state FROM issues ORDER BY id').pluck().all()).toEqual(['paused', 'draft']);
    states.close();
    const replaced = /kept as (.+)\.$/m.exec(out)?.[1] ?? '';
    expect(existsSync(replaced)).toBe(true);
  });

  test('restoring under a running Pressrun, or from another file, is refused and changes nothing', async () => {
    await cli.newsletter();
    const copy = join(cli.folder, 'backup.sqlite');
    await cli.run(['backup', copy]);
    const before = readFileSync(cli.database);
    const lock = lockFolder(cli.dataDir);
    expect((await cli.run(['restore', copy])).err).toContain('Pressrun runs');
    if ('release' in lock) lock.release();
    const newer = new Database(copy);
    newer.prepare(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 99999999999999)`).run();
    newer.close();
    expect((await cli.run(['restore', copy])).err).toContain('was written by a newer Pressrun');
    writeFileSync(copy, 'not a database at all, but long enough to be looked at');
    expect((await cli.run(['restore', copy])).err).toContain('cannot be read as a database');
    expect(readFileSync(cli.database).equals(before)).toBe(true);
  });
});
