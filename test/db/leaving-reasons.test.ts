import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLeavingReasons } from '../../db/leaving-reasons.js';
import { openDatabase } from '../../db/open.js';
import { DAY } from '../../src/kernel/clock.js';
import { openOldDatabase } from '../support/old-database.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pressrun-reasons-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('reasons that an older Pressrun kept with their readers are counted, and kept no more', async () => {
  const old = openOldDatabase(folder, '0014_leaving-reasons');
  old.exec(`
    INSERT INTO newsletters VALUES ('n', 'daily', '{}', 0, 0);
    INSERT INTO subscribers (id, address_hash, created_at) VALUES ('a', 'a', 0), ('b', 'b', 0);
    INSERT INTO subscriptions (subscriber_id, newsletter_id, state, changed_at)
    VALUES ('a', 'n', 'unsubscribed', 1), ('b', 'n', 'active', ${DAY});
    INSERT INTO consents (id, subscriber_id, newsletter_id, action, at, source)
    VALUES ('1', 'a', 'n', 'unsubscribe', 1, 'form'), ('2', 'a', 'n', 'reason:other', 2, 'form'),
           ('3', 'a', 'n', 'reason:other', 3, 'form'), ('4', 'b', 'n', 'reason:other', ${DAY}, 'form');`);
  old.close();
  const db = openDatabase(join(folder, 'pressrun.sqlite'));
  const reasons = createLeavingReasons(db);
  expect(await reasons.leavingCounts({ from: 0, to: DAY - 1 })).toEqual([
    { newsletterId: 'n', reason: 'other', count: 1 },
  ]);
  expect(await reasons.leavingCounts({ from: 0, to: DAY })).toEqual([{ newsletterId: 'n', reason: 'other', count: 2 }]);
  expect(db.sqlite.prepare('SELECT action FROM consents').pluck().all()).toEqual(['unsubscribe']);
  const again = { newsletterId: 'n', reason: 'too-many', at: DAY };
  expect(await reasons.countReason({ ...again, subscriberId: 'a' })).toBe(false);
  expect(await reasons.countReason({ ...again, subscriberId: 'b' })).toBe(false);
  db.close();
});
