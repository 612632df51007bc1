import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { createLogAlarm } from '../../db/log-alarm.js';
import { silentLogger } from '../support/determinism.js';
import { openTestDatabase } from '../support/database.js';

test('a write-ahead log that grows under a long reader is told once a day, and shrinks when the reader is gone', async () => {
  const { db, folder, remove } = openTestDatabase();
  const file = join(folder, 'pressrun.sqlite');
  const told: string[] = [];
  let now = Date.UTC(2026, 10, 21, 12);
  const look = createLogAlarm({
    databaseFile: file,
    notices: { tell: async ({ key }) => void told.push(key) },
    clock: { now: () => now },
    logger: silentLogger,
    most: 2 ** 20,
  });
  const write = db.sqlite.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  const fill = () => db.write(() => Array.from({ length: 100 }, (_, i) => write.run(`k${i}`, 'x'.repeat(40_000))));
  await look();
  expect(told).toEqual([]);
  const reader = db.openReader();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM settings').get();
  fill();
  await look();
  now += 60_000;
  await look();
  expect(new Set(told).size).toBe(1);
  reader.close();
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  now += 86_400_000;
  await look();
  expect(new Set(told).size).toBe(1);
  remove();
});
