import {
  FIRST_HOLD,
  FORGET_HOLD_AFTER,
  LONGEST_HOLD,
  type DomainHold,
  type DomainHolds,
} from '../src/delivery/domain-holds.js';
import type { Db } from './open.js';

/** Holds of recipient domains, one row each; an old one tells how long the next is. */
export function createDomainHolds({ db }: { db: Db }): DomainHolds {
  const current = db.sqlite.prepare<[number], DomainHold>('SELECT domain, until FROM domain_holds WHERE until > ?');
  const find = db.sqlite.prepare<[string], { until: number; length: number }>(
    'SELECT until, length FROM domain_holds WHERE domain = ?',
  );
  const save = db.sqlite.prepare<[string, number, number, string]>(
    `INSERT INTO domain_holds (domain, until, length, reason) VALUES (?, ?, ?, ?)
     ON CONFLICT (domain) DO UPDATE SET until = excluded.until, length = excluded.length, reason = excluded.reason`,
  );
  return {
    current: async (now) => current.all(now),
    hold: async (domain, reason, now) =>
      db.write(() => {
        const last = find.get(domain);
        if (last !== undefined && last.until > now) return undefined;
        const recent = last !== undefined && now - last.until < FORGET_HOLD_AFTER;
        const length = recent ? Math.min(last.length * 2, LONGEST_HOLD) : FIRST_HOLD;
        save.run(domain, now + length, length, reason);
        return { domain, until: now + length };
      }),
  };
}
