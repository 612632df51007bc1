import type { NewLetter } from '../src/kernel/letter.js';
import type { Db } from './open.js';

/** Stores a letter that may go at once; false when there is one with its key. */
export function createLetterInsert({ sqlite }: Db): (letter: NewLetter, at: number) => boolean {
  const insert = sqlite.prepare<Omit<NewLetter, 'payload'> & { payload: string; at: number }>(
    `INSERT INTO letters (id, kind, dedupe_key, recipient, payload, state, next_at, created_at, updated_at)
     VALUES (@id, @kind, @dedupeKey, @recipient, @payload, 'pending', @at, @at, @at)
     ON CONFLICT (dedupe_key) DO NOTHING`,
  );
  return (letter, at) => insert.run({ ...letter, payload: JSON.stringify(letter.payload), at }).changes === 1;
}
