import { expect, test } from '@jest/globals';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { backupFault } from '../../db/backup.js';
import { verifyLedger } from '../../db/verify-ledger.js';
import { openTestDatabase } from '../support/database.js';

const PAGE = 4096;

test('a page that the disk spoilt is found by verify ledger, and such a file is no backup', () => {
  const { db, folder, remove } = openTestDatabase();
  const file = join(folder, 'pressrun.sqlite');
  const write = db.sqlite.prepare('INSERT INTO settings (key, value) VALUES (?, ?)');
  db.write(() => Array.from({ length: 200 }, (_, i) => write.run(`k${i}`, JSON.stringify('x'.repeat(500)))));
  db.close();
  expect(backupFault(file)).toBeUndefined();
  expect(verifyLedger(file).filter(({ ok }) => !ok)).toEqual([]);

  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE, 0xa5), 0, PAGE, statSync(file).size - PAGE);
  closeSync(descriptor);
  expect(backupFault(file)).toMatch(/^is damaged \(/);
  expect(verifyLedger(file).filter(({ ok }) => !ok)).toMatchObject([{ id: 'I17' }]);
  remove();
});
