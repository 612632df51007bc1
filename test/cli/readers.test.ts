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

/** The state of the export's first line. */
const firstState = async () => (await cli.run(['subscribers', 'export'])).out.split('\n')[1]?.split(',')[4];

describe('subscribers', () => {
  const CSV = '\uFEFFE-Mail;Email;Name\nx;ana@example.org;Ana\nx;not an address;B\nx;bo@example.org;"Bo; B."\n';

  test('readers with consent are added line by line, and exported again', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
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
    const { code, out } = await cli.run(args);
    expect(out).toContain('3 read: 2 added, 0 known before, 1 refused.');
    expect(out).toContain('line 3: not an address');
    expect(code).toBe(1);
    expect((await cli.run(args)).out).toContain('3 read: 0 added, 2 known before, 1 refused.');
    const exported = (await cli.run(['subscribers', 'export', '--newsletter', 'daily'])).out.split('\n');
    expect(exported[0]).toBe('email,name,language,newsletter,state,activatedAt,changedAt,consent_at,ip,consent');
    expect(exported[2]).toMatch(/^bo@example\.org,Bo; B\.,,daily,active,\d{4}-/);
    expect(exported).toHaveLength(3);
  });

  test('readers without consent are asked to confirm', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    writeFileSync(file, 'email\nana@example.org\n');
    const { code, out } = await cli.run(['subscribers', 'import', file, '--newsletter', 'daily']);
    expect(code).toBe(0);
    expect(out).toContain('1 read: 1 asked to confirm by mail, 0 refused.');
    expect((await cli.run(['subscribers', 'export'])).out).toContain('ana@example.org,,,daily,pending');
  });

  test('who unsubscribed is kept out, unless the file holds a newer consent', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    const load = async (text: string, ...flags: string[]) => {
      writeFileSync(file, text);
      return (await cli.run(['subscribers', 'import', file, '--newsletter', 'daily', ...flags])).out;
    };
    const confirmed = ['--confirmed', '--consent', 'Yes'];
    await load('email\nana@example.org\n', ...confirmed);
    const db = new Database(cli.database);
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
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    const confirmed = ['--newsletter', 'daily', '--confirmed', '--consent'];
    writeFileSync(file, 'email,consent_at,ip\nana@example.org,2026-01-02T08:00:00+01:00,192.0.2.4\nbo@example.org,,\n');
    await cli.run(['subscribers', 'import', file, ...confirmed, 'Yes, the Daily']);
    const db = new Database(cli.database);
    const leave = `UPDATE subscriptions SET state = 'unsubscribed'
                    WHERE subscriber_id = (SELECT id FROM subscribers WHERE email = 'bo@example.org')`;
    expect(db.prepare(leave).run().changes).toBe(1);
    db.close();
    const { out: exported } = await cli.run(['subscribers', 'export']);
    expect(exported).toMatch(/^ana@.*,2026-01-02T07:00:00.000Z,192\.0\.2\.4,"Yes, the Daily"$/m);
    await cli.run(['newsletter', 'create', 'weekly', '--name', 'The Weekly', '--time-zone', 'Europe/Berlin']);
    writeFileSync(file, exported);
    const args = ['subscribers', 'import', file, '--newsletter', 'weekly', '--confirmed', '--consent', 'other words'];
    const { code, out } = await cli.run(args);
    expect(out).toBe('2 read: 0 added, 1 known before, 1 skipped (their state is not active), 0 refused.');
    expect(code).toBe(0);
    const again = (await cli.run(['subscribers', 'export', '--newsletter', 'weekly'])).out.split('\n');
    expect(again).toHaveLength(2);
    expect(again[1]).toMatch(/^ana@.*,2026-01-02T07:00:00.000Z,192\.0\.2\.4,"Yes, the Daily"$/);
  });

  test('a file that is not UTF-8 is refused before anything is stored', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    const args = ['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'Yes'];
    const text = 'email;name\nana@example.org;Ana\nbo@example.org;J\u00f6rg\n';
    for (const encoding of ['latin1', 'utf16le'] as const) {
      writeFileSync(file, text, encoding);
      const { code, err } = await cli.run(args);
      expect(code).toBe(1);
      if (encoding === 'latin1') expect(err).toContain('Save it as "CSV UTF-8"');
    }
    expect((await cli.run(['subscribers', 'export'])).out.split('\n')).toHaveLength(1);
    writeFileSync(file, `\uFEFF${text}`);
    expect((await cli.run(args)).out).toContain('2 added');
    expect((await cli.run(['subscribers', 'export'])).out).toContain('bo@example.org,J\u00f6rg,');
  });

  test('a quote that is not closed is named by its line, and nothing is stored', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    writeFileSync(file, 'email,name\nana@example.org,Ana\nbo@example.org,"Bo\ncy@example.org,Cy\n');
    const args = ['subscribers', 'import', file, '--newsletter', 'daily', '--confirmed', '--consent', 'Yes'];
    const { code, err } = await cli.run(args);
    expect(code).toBe(1);
    expect(err).toContain('opens in line 3');
    expect((await cli.run(['subscribers', 'export'])).out.split('\n')).toHaveLength(1);
  });

  test('a file without the column is refused as a whole', async () => {
    await cli.newsletter();
    const file = join(cli.folder, 'readers.csv');
    writeFileSync(file, 'address\nana@example.org\n');
    const { code, err } = await cli.run(['subscribers', 'import', file, '--newsletter', 'daily']);
    expect(code).toBe(1);
    expect(err).toContain('names no column email: address');
  });
});

describe('suppressions', () => {
  test('say why, and are lifted only with a reason, which is logged', async () => {
    const csv = join(cli.folder, 'left.csv');
    await cli.run(['migrate']);
    writeFileSync(csv, 'email\nana@example.org\n');
    await cli.run(['subscribers', 'import', csv, '--newsletter', 'daily', '--confirmed', '--consent', 'yes']);
    const db = new Database(cli.database);
    db.prepare(
      `INSERT INTO bounces (id, evidence_hash, channel, class, reason, diagnostic, raw, at)
       VALUES ('b1', 'hash', 'mail', 'hard', 'unknown-user', '550 nobody here', 'Subject: Undelivered', 0)`,
    ).run();
    db.prepare(
      `INSERT INTO suppressions (address_hash, email, reason, source, bounce_id, at)
       SELECT address_hash, email, 'unknown-user', 'bounce', 'b1', 0 FROM subscribers`,
    ).run();
    const why = await cli.run(['suppressions', 'why', 'Ana@example.org']);
    expect(why).toMatchObject({ code: 0, err: '' });
    expect(why.out).toContain('Suppressed since 1970-01-01 00:00 UTC by bounce: unknown-user.');
    expect(why.out).toContain('Subject: Undelivered');
    expect((await cli.run(['suppressions', 'lift', 'ana@example.org'])).code).toBe(2);
    expect((await cli.run(['suppressions', 'lift', 'ana@example.org', '--reason', 'She wrote'])).code).toBe(0);
    expect((await cli.run(['suppressions', 'why', 'ana@example.org'])).code).toBe(1);
    const logged = db.prepare(`SELECT detail FROM audit_log WHERE action = 'suppression.lift'`).pluck().get();
    expect(JSON.parse(String(logged))).toEqual({ reason: 'She wrote', was: 'unknown-user' });
    db.close();
  });
});
