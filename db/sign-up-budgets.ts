import { DAY, HOUR } from '../src/kernel/clock.js';
import type { Tokens } from '../src/kernel/token.js';
import type { Budget, KeptSignUp, SignUpRequest, SignUpStore } from '../src/subscribers/sign-up-store.js';
import type { Db } from './open.js';

type BudgetStore = Pick<SignUpStore, 'keepSignUp' | 'keptSignUp' | 'keptBefore' | 'forgetAttempts'>;

/** One address may be tried so often an hour by one visitor; each try leaves a line in the consent log. */
const MAX_TRIES = 20;
/** The longest a budget or a limit on letters looks back. */
const ATTEMPTS_KEPT = DAY;
const LETTERS_KEPT = 30 * DAY;

interface Attempt {
  readonly scope: string;
  readonly address: string;
  readonly at: number;
}

/** Kept sign-ups and the budgets they count against. */
export function createSignUpBudgets({ db, tokens }: { db: Db; tokens: Tokens }): BudgetStore {
  const sql = prepare(db);
  const hash = (text: string) => tokens.digest('sign-up', text);

  function isUsedUp({ name, most, within }: Budget, attempt: Attempt): boolean {
    const others = sql.others.get({ ...attempt, since: attempt.at - within })?.count ?? 0;
    if (others >= most) return true;
    return name === 'visitor' && (sql.tries.get({ ...attempt, since: attempt.at - HOUR })?.tries ?? 0) >= MAX_TRIES;
  }

  function keep({ id, request }: KeptSignUp, budgets: readonly Budget[]): Budget | undefined {
    const { at } = request.proof;
    const address = hash(request.normalisedEmail);
    const counted = budgets.map((budget) => ({ budget, attempt: { scope: hash(budget.scope), address, at } }));
    const usedUp = counted.filter(({ budget, attempt }) => isUsedUp(budget, attempt));
    if (usedUp.some(({ budget }) => budget.asksForProof)) sql.underAttack.run(Math.floor(at / HOUR));
    if (usedUp.length > 0) return usedUp[0]?.budget;
    for (const scope of new Set(counted.map(({ attempt }) => attempt.scope)))
      sql.count.run({ scope, address, at, since: at - HOUR });
    sql.keep.run({ id, request: JSON.stringify(request), at });
    return undefined;
  }

  return {
    keepSignUp: async (kept, budgets) => db.write(() => keep(kept, budgets)),
    keptSignUp: async (id) => {
      const request = sql.kept.get(id)?.request;
      return request === undefined ? undefined : { id, request: JSON.parse(request) as SignUpRequest };
    },
    keptBefore: async (at, limit) => sql.before.all(at, limit).map(({ id }) => id),
    forgetAttempts: async (now) => {
      sql.forgetAttempts.run(now - ATTEMPTS_KEPT);
      sql.forgetLetters.run(now - LETTERS_KEPT);
      sql.forgetAttacks.run(Math.floor((now - LETTERS_KEPT) / HOUR));
    },
  };
}

function prepare({ sqlite }: Db) {
  return {
    others: sqlite.prepare<Attempt & { since: number }, { count: number }>(
      `SELECT count(*) AS count FROM sign_up_attempts WHERE scope = @scope AND at > @since AND address <> @address`,
    ),
    tries: sqlite.prepare<Attempt & { since: number }, { tries: number }>(
      `SELECT tries FROM sign_up_attempts WHERE scope = @scope AND address = @address AND at > @since`,
    ),
    count: sqlite.prepare<Attempt & { since: number }>(
      `INSERT INTO sign_up_attempts (scope, address, at, tries) VALUES (@scope, @address, @at, 1)
       ON CONFLICT DO UPDATE SET at = @at, tries = CASE WHEN at > @since THEN tries + 1 ELSE 1 END`,
    ),
    keep: sqlite.prepare(`INSERT INTO sign_ups (id, request, at) VALUES (@id, @request, @at)`),
    kept: sqlite.prepare<[string], { request: string }>(`SELECT request FROM sign_ups WHERE id = ?`),
    before: sqlite.prepare<[number, number], { id: string }>(
      `SELECT id FROM sign_ups WHERE at < ? ORDER BY at LIMIT ?`,
    ),
    forgetAttempts: sqlite.prepare(`DELETE FROM sign_up_attempts WHERE at < ?`),
    underAttack: sqlite.prepare(`INSERT OR IGNORE INTO attack_hours (hour) VALUES (?)`),
    forgetAttacks: sqlite.prepare(`DELETE FROM attack_hours WHERE hour < ?`),
    forgetLetters: sqlite.prepare(`DELETE FROM unanswered_letters WHERE at < ?`),
  };
}
