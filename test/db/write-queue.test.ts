import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWriteQueue, type WriteQueue } from '../../db/write-queue.js';
import { openTestDatabase } from '../support/database.js';

let world: ReturnType<typeof openTestDatabase>;
let inNextCommit: WriteQueue;

beforeEach(() => {
  world = openTestDatabase();
  world.db.sqlite.exec('CREATE TABLE notes (text TEXT NOT NULL UNIQUE)');
  inNextCommit = createWriteQueue(world);
});
afterEach(() => world.remove());

const note = async (text: string | null) =>
  inNextCommit(() => world.db.sqlite.prepare('INSERT INTO notes VALUES (?)').run(text).changes);
const notes = () => world.db.sqlite.prepare('SELECT text FROM notes ORDER BY text').pluck().all();
/** SQLite counts the commits other connections see. */
const commits = (reader: ReturnType<typeof world.db.openReader>) =>
  Number(reader.pragma('data_version', { simple: true }));

test('what comes in one turn shares a commit, and each resolves after it', async () => {
  const reader = world.db.openReader();
  const before = commits(reader);
  const written = Array.from({ length: 50 }, async (_, n) => {
    await note(`note ${n}`);
    return reader.prepare('SELECT count(*) FROM notes').pluck().get();
  });
  expect(new Set(await Promise.all(written))).toEqual(new Set([50]));
  expect(commits(reader)).toBe(before + 1);
  reader.close();
});

test('a queue in no hurry shares a commit between turns, too', async () => {
  const reader = world.db.openReader();
  const before = commits(reader);
  inNextCommit = createWriteQueue({ ...world, gather: 200 });
  const written: Promise<unknown>[] = [];
  for (const text of ['a', 'b', 'c']) {
    written.push(note(text));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(written);
  expect(notes()).toEqual(['a', 'b', 'c']);
  expect(commits(reader)).toBe(before + 1);
  reader.close();
});

test('a change that fails takes no other with it', async () => {
  const results = await Promise.allSettled([note('a'), note(null), note('a'), note('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(notes()).toEqual(['a', 'b']);
});

test('a commit that cannot be made rejects all of it', async () => {
  const file = world.db.sqlite.name;
  world.db.sqlite.pragma('busy_timeout = 0');
  const { openDatabase } = await import('../../db/open.js');
  const other = openDatabase(file);
  other.sqlite.exec('BEGIN IMMEDIATE');
  const results = await Promise.allSettled([note('a'), note('b')]);
  other.sqlite.exec('ROLLBACK');
  other.close();
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(notes()).toEqual([]);
});
