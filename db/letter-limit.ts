import { DAY } from '../src/kernel/clock.js';
import type { Tokens } from '../src/kernel/token.js';
import type { SignUpRequest } from '../src/subscribers/sign-up-store.js';
import type { Db } from './open.js';

/**
 * Confirmation letters nobody answered: one a day and three in 30 days to an address, and, where a provider has many
 * spellings for one mailbox, three a day and six in 30 days to the mailbox. A lost letter may be asked for again; nobody can
 * make us write to a stranger for ever. Over all newsletters, and also after the address was erased. A reminder counts, too.
 */
const LIMITS = { addressDay: 1, addressMonth: 3, mailboxDay: 3, mailboxMonth: 6 };

interface Hashed {
  readonly address: string;
  readonly mailbox: string;
}

type Addressee = Pick<SignUpRequest, 'normalisedEmail' | 'mailbox'>;

/** Call inside a transaction. */
export function createLetterLimit({ db: { sqlite }, tokens }: { db: Db; tokens: Tokens }) {
  const hash = (text: string) => tokens.digest('sign-up', text);
  const count = sqlite.prepare<Hashed & { day: number; month: number }, Record<keyof typeof LIMITS, number>>(
    `SELECT count(*) FILTER (WHERE address = @address AND at > @day) AS addressDay,
            count(*) FILTER (WHERE address = @address) AS addressMonth,
            count(*) FILTER (WHERE at > @day) AS mailboxDay, count(*) AS mailboxMonth
       FROM unanswered_letters WHERE mailbox = @mailbox AND at > @month`,
  );
  const insert = sqlite.prepare(
    `INSERT INTO unanswered_letters (id, address, mailbox, at) VALUES (@id, @address, @mailbox, @at)`,
  );
  const addresseeOf = sqlite.prepare<[string], Hashed>(`SELECT address, mailbox FROM unanswered_letters WHERE id = ?`);
  const remove = sqlite.prepare(`DELETE FROM unanswered_letters WHERE address = ?`);
  const hashed = ({ normalisedEmail, mailbox }: Addressee): Hashed => ({
    address: hash(normalisedEmail),
    mailbox: hash(mailbox),
  });
  const mayWriteTo = (addressee: Hashed, at: number): boolean => {
    const counts = count.get({ ...addressee, day: at - DAY, month: at - 30 * DAY });
    return (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).every((name) => (counts?.[name] ?? 0) < LIMITS[name]);
  };
  return {
    mayWrite: (addressee: Addressee, at: number): boolean => mayWriteTo(hashed(addressee), at),
    written: (letterId: string, addressee: Addressee, at: number) =>
      void insert.run({ id: letterId, ...hashed(addressee), at }),
    /** Whether one more may go where an earlier one went; not when any was answered since. */
    mayRepeat(earlierId: string, at: number): boolean {
      const addressee = addresseeOf.get(earlierId);
      return addressee !== undefined && mayWriteTo(addressee, at);
    },
    repeated(letterId: string, earlierId: string, at: number): void {
      const addressee = addresseeOf.get(earlierId);
      if (addressee !== undefined) insert.run({ id: letterId, ...addressee, at });
    },
    /** Who confirms has proved the address is theirs, and may get a letter for the next sign-up. */
    answered: (normalisedEmail: string) => void remove.run(hash(normalisedEmail)),
  };
}
