import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../db/open.js';
import { openTestDatabase } from '../support/database.js';

describe('database', () => {
  test('keeps synchronous=FULL after a write', () => {
    const { db, remove } = openTestDatabase();
    db.write(() => db.sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('a', '1')`).run());
    expect(db.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    remove();
  });
});

describe('a file that cannot be the database', () => {
  test.each([['/proc/none/pressrun.sqlite'], ['/etc/hostname']])(
    '%s is refused in one sentence with a right example',
    (file) => {
      expect(() => openDatabase(file)).toThrow(/^DATABASE_URL: \S+ cannot be used .*Right: DATABASE_URL=/);
    },
  );
});
