import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeliveryStore } from '../../db/delivery-store.js';
import { openDatabase } from '../../db/open.js';
import { verifyLedger } from '../../db/verify-ledger.js';
import { openOldDatabase } from '../support/old-database.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-migrate-'));
  file = join(folder, 'pressrun.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database as Pressrun left it before deliveries were counted, with an issue of three deliveries. */
function oldDatabase(): void {
  const sqlite = openOldDatabase(folder, '0004_delivery-counts');
  sqlite.exec(`
    INSERT INTO newsletters VALUES ('n', 'daily', '{}', 0, 0);
    INSERT INTO issues (id, newsletter_id, kind, local_date, edition_key, slug, state, subject, preheader,
      candidates_since, content_hash, expected_count, batch_count, created_at, updated_at)
    VALUES ('i', 'n', 'digest', '2026-11-22', '2026-11-22', '2026-11-22', 'sending', '', '', 0, '', 3, 1, 0, 0);
    INSERT INTO subscribers (id, email, address_hash, created_at) VALUES ('a', 'a@x', 'a', 0), ('b', 'b@x', 'b', 0), ('c', 'c@x', 'c', 0);
    INSERT INTO deliveries (issue_id, subscriber_id, batch, variant, state, updated_at)
    VALUES ('i', 'a', 0, 'default', 'pending', 0), ('i', 'b', 0, 'default', 'failed', 0), ('i', 'c', 0, 'default', 'failed', 0);`);
  sqlite.close();
}

test('the deliveries of an older database are counted when it is opened', async () => {
  oldDatabase();
  const db = openDatabase(file);
  expect(await createDeliveryStore({ db }).counts('i')).toMatchObject({ pending: 1, failed: 2, accepted: 0 });
  expect(verifyLedger(file).filter(({ ok }) => !ok)).toEqual([]);
  db.close();
});
