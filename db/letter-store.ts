import type { Letter, LetterResult, LetterStore } from '../src/delivery/letter-store.js';
import type { NewLetter } from '../src/kernel/letter.js';
import { createLetterInsert } from './insert-letter.js';
import type { Db } from './open.js';

type LetterRow = Omit<Letter, 'payload'> & { readonly payload: string };

interface RecordedResult {
  readonly id: string;
  readonly state: LetterResult['state'];
  readonly why: string;
  readonly reply: string;
  readonly at: number;
  readonly nextAt: number;
}

const COLUMNS =
  'id, kind, dedupe_key AS dedupeKey, recipient, payload, state, attempts, doubts, created_at AS createdAt';
const DUE = `((state = 'pending' AND next_at <= @now) OR (state = 'sending' AND lease_until <= @now))`;

/** Letters on SQLite. */
export function createLetterStore({ db }: { db: Db }): LetterStore {
  const insert = createLetterInsert(db);
  const claim = db.sqlite.prepare<{ id: string; now: number; leaseUntil: number }, LetterRow>(
    `UPDATE letters SET state = 'sending', attempts = attempts + 1, lease_until = @leaseUntil, updated_at = @now
     WHERE id = @id AND ${DUE} RETURNING ${COLUMNS}`,
  );
  const due = db.sqlite.prepare<{ now: number; limit: number }, { id: string }>(
    `SELECT id FROM letters WHERE ${DUE} ORDER BY created_at LIMIT @limit`,
  );
  const record = db.sqlite.prepare<RecordedResult>(
    `UPDATE letters SET state = @state, reply = @reply, next_at = @nextAt, lease_until = NULL, updated_at = @at,
       attempts = attempts - (@why = 'released'), doubts = doubts + (@why = 'in-doubt')
     WHERE id = @id AND state = 'sending'`,
  );
  return {
    insert: async (letter, at) => insert(letter, at),
    claim: async (id, times) => {
      const row = claim.get({ id, ...times });
      return row && { ...row, payload: JSON.parse(row.payload) as NewLetter['payload'] };
    },
    record: async (id, result: LetterResult) => {
      const reply = result.reply.slice(0, 500);
      record.run({ nextAt: result.at, why: '', ...result, id, reply });
    },
    due: async (now, limit) => due.all({ now, limit }).map((row) => row.id),
  };
}
