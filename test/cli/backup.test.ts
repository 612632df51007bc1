import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { backUp, restoreBackup } from '../../db/backup.js';
import { openDatabase } from '../../db/open.js';
import { createPictureFiles } from '../../src/adapters/picture-files.js';
import { lockFolder } from '../../src/adapters/system-lock.js';
import type { PictureFiles } from '../../src/articles/picture.js';
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
    db.exec(`INSERT INTO subscribers (id, address_hash, created_at) VALUES ('s', 'h', 0);
             INSERT INTO confirmations (id, subscriber_id, newsletter_ids, created_at, expires_at) VALUES ('c', 's', '[]', 0, 0)`);
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
    const reminders = states.prepare('SELECT count(*) FROM confirmations WHERE reminder_decided_at IS NULL');
    expect(reminders.pluck().get()).toBe(0);
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
    writeFileSync(copy, '');
    expect((await cli.run(['restore', copy])).err).toContain('is empty');
    expect((await cli.run(['restore', cli.folder])).err).toContain('is not a file');
    expect(readFileSync(cli.database).equals(before)).toBe(true);
  });
});

describe('a backup', () => {
  test('that was put in the place of the database by hand can be saved again', async () => {
    await withPictures(['p1', 'p2']);
    await cli.run(['backup', copy()]);
    copyFileSync(copy(), cli.database);
    expect(await cli.json('backup', join(cli.folder, 'again.sqlite'))).toMatchObject({ pictures: 1, missing: 1 });
  });

  test('takes no place of a file that came meanwhile, nor stumbles over one that was killed', async () => {
    await withPictures(['p1']);
    writeFileSync(`${copy()}.${process.pid}.half`, 'killed');
    const db = openDatabase(cli.database);
    const read = async () => {
      writeFileSync(copy(), 'mine');
      return Promise.resolve(undefined);
    };
    await expect(backUp(db, copy(), { read })).rejects.toThrow('exists already');
    db.close();
    expect(readFileSync(copy(), 'utf8')).toBe('mine');
    expect(readdirSync(cli.folder)).toEqual(['backup.sqlite', 'data']);
  });

  test('that cannot take the place of the database leaves it there', async () => {
    await withPictures(['p1']);
    await cli.run(['backup', copy()]);
    const before = new Database(cli.database);
    before.exec(`UPDATE pictures SET created_at = 1`);
    expect(existsSync(`${cli.database}-wal`)).toBe(true);
    mkdirSync(join(`${cli.database}.replaced-5-wal`, 'in the way'), { recursive: true });
    const place = { from: copy(), to: cli.database, at: 5 };
    await expect(restoreBackup(place, { write: async () => Promise.resolve() })).rejects.toThrow('EISDIR');
    expect(before.prepare('SELECT created_at FROM pictures').pluck().get()).toBe(1);
    before.close();
    expect(existsSync(cli.database)).toBe(true);
  });
});

const jpeg = (id: string) => Buffer.alloc(150_000, id);
const copy = () => join(cli.folder, 'backup.sqlite');

/** The newsroom's copies, by id; the last of `known` has no file any more. */
async function withPictures(known: readonly string[]): Promise<PictureFiles> {
  await cli.newsletter();
  const files = createPictureFiles({ folder: join(cli.dataDir, 'pictures') });
  const db = new Database(cli.database);
  const insert = db.prepare(`INSERT INTO pictures (id, url, state, created_at) VALUES (?, ?, 'copied', 0)`);
  for (const id of known) insert.run(id, `https://lantern.example/${id}.png`);
  db.close();
  for (const id of known.slice(0, -1)) await files.write(id, jpeg(id));
  return files;
}

describe('the pictures of a backup', () => {
  test('are in its one file, and lie in their place again beside those that came later', async () => {
    const files = await withPictures(['p1', 'p2', 'p3']);
    expect(await cli.json('backup', copy())).toEqual({ file: copy(), pictures: 2, missing: 1 });
    expect(readdirSync(cli.folder)).toEqual(['backup.sqlite', 'data']);
    rmSync(join(cli.dataDir, 'pictures'), { recursive: true });
    await files.write('p4', jpeg('p4'));
    expect(await cli.json('restore', copy())).toMatchObject({ pictures: 2 });
    for (const id of ['p1', 'p2', 'p4']) expect(jpeg(id).equals((await files.read(id)) ?? Buffer.alloc(0))).toBe(true);
    expect(statSync(copy()).size - statSync(cli.database).size).toBeGreaterThanOrEqual(300_000);
    expect(await cli.json('backup', join(cli.folder, 'again.sqlite'))).toMatchObject({ pictures: 2 });
  });

  test('are none in one from before they were in it, which is restored all the same', async () => {
    const files = await withPictures(['p1', 'p2']);
    await cli.run(['backup', copy()]);
    const old = new Database(copy());
    old.exec('DROP TABLE backup_pictures');
    old.close();
    expect(await cli.json('restore', copy())).toMatchObject({ pictures: 0 });
    expect(await files.read('p1')).toBeDefined();
  });

  test('that cannot be put in their place leave the database as it was', async () => {
    await withPictures(['p1']);
    await cli.run(['backup', copy()]);
    const forged = new Database(copy());
    forged.exec(`INSERT INTO backup_pictures (id, jpeg) VALUES ('../secret', x'00')`);
    forged.close();
    const before = readFileSync(cli.database);
    expect(await cli.run(['restore', copy()])).toMatchObject({ code: 1, err: expect.stringContaining('../secret') });
    expect(readFileSync(cli.database).equals(before)).toBe(true);
    expect(readdirSync(cli.dataDir).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
  });

  test('that cannot be read leave no half a backup behind', async () => {
    await withPictures(['p1', 'p2']);
    mkdirSync(join(cli.dataDir, 'pictures', 'p2.jpg'));
    expect(await cli.run(['backup', copy()])).toMatchObject({ code: 1, err: expect.stringContaining('EISDIR') });
    expect(readdirSync(cli.folder)).toEqual(['data']);
  });
});
