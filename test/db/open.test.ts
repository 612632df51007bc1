import { describe, expect, test } from '@jest/globals';
import { openTestDatabase } from '../support/database.js';

describe('database', () => {
  test('keeps synchronous=FULL after a write', () => {
    const { db, remove } = openTestDatabase();
    db.write(() => db.sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('a', '1')`).run());
    expect(db.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    remove();
  });
});
