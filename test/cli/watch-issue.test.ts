import { expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCli } from '../../src/cli/open-cli.js';
import { watchIssue } from '../../src/cli/watch-issue.js';
import { loadConfig } from '../../src/config.js';
import { orThrow } from '../../src/kernel/refusal.js';

test('the watch ends when all that is left is tried again later', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pressrun-watch-'));
  const loaded = loadConfig({ DATA_DIR: folder, LOG_LEVEL: 'error' });
  if ('faults' in loaded) throw new Error('The configuration has faults.');
  const deps = openCli(loaded.config);
  const db = new Database(loaded.config.databaseFile);
  try {
    const schedule = { time: '07:00', timeZone: 'Europe/Berlin' };
    const { id } = orThrow(await deps.rooms.newsletters.create({ slug: 'daily', name: 'The Daily', schedule }));
    db.prepare(
      `INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader, edited,
                           candidates_since, content_hash, expected_count, created_at, updated_at)
       VALUES ('a', ?, 'digest', '2026-11-21', '2026-11-21', '2026-11-21', 'sending', 'News', '', 0, 0, 'h', 2, 0, 0)`,
    ).run(id);
    for (const [reader, state] of [
      ['r1', 'deferred'],
      ['r2', 'pending'],
    ]) {
      db.prepare(`INSERT INTO subscribers (id, address_hash, created_at) VALUES (?, ?, 0)`).run(reader, reader);
      db.prepare(
        `INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, updated_at) VALUES ('a', ?, 0, '', ?, 0)`,
      ).run(reader, state);
    }
    const said: string[] = [];
    const defer = db.prepare(`UPDATE deliveries SET state = 'deferred'`);
    const output = {
      line: (text: string) => {
        said.push(text);
        defer.run();
      },
      note: () => {},
      isTerminal: false,
    };
    const watched = await watchIssue(deps, { id: 'a', output, quiet: false });
    expect(said).toEqual([
      '0/2  0 accepted, 1 deferred',
      '0/2  0 accepted, 2 deferred',
      'News: 2 are tried again later',
    ]);
    expect(watched).toMatchObject({ state: 'sending', counts: { deferred: 2 } });
  } finally {
    db.close();
    await deps.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
