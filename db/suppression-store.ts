import { asc, eq, gt } from 'drizzle-orm';
import { parseEmailAddress } from '../src/kernel/email-address.js';
import type { Tokens } from '../src/kernel/token.js';
import type { SuppressionStore } from '../src/subscribers/subscriber-store.js';
import type { Db } from './open.js';
import { bounces, suppressions } from './schema/index.js';

/** Addresses that must not be mailed, by keyed hash, so that an erased reader stays suppressed. */
export function createSuppressionStore({ db, tokens }: { db: Db; tokens: Tokens }): SuppressionStore {
  const { orm } = db;
  const forgetFailures = db.sqlite.prepare<[string]>(
    `UPDATE bounces SET counts = 0
      WHERE counts = 1 AND subscriber_id IN (SELECT id FROM subscribers WHERE address_hash = ?)`,
  );
  const hash = (normalisedEmail: string) => tokens.digest('address', normalisedEmail);
  return {
    async byAddress(normalisedEmail) {
      return orm
        .select()
        .from(suppressions)
        .where(eq(suppressions.addressHash, hash(normalisedEmail)))
        .get();
    },
    async all({ after = '', limit }) {
      const rows = orm.select().from(suppressions).where(gt(suppressions.addressHash, after));
      return rows.orderBy(asc(suppressions.addressHash)).limit(limit).all();
    },
    async add(suppression) {
      const normalised = parseEmailAddress(suppression.email)?.normalised ?? suppression.email.toLowerCase();
      const row = { ...suppression, addressHash: hash(normalised) };
      return orm.insert(suppressions).values(row).onConflictDoNothing().run().changes === 1;
    },
    async evidence(bounceId) {
      const { channel, class: verdict, reason, status, diagnostic: reply, raw: message, issueId, at } = bounces;
      const columns = { channel, class: verdict, reason, status, reply, message, issueId, at };
      return orm.select(columns).from(bounces).where(eq(bounces.id, bounceId)).get();
    },
    async remove(normalisedEmail) {
      const addressHash = hash(normalisedEmail);
      return db.write(() => {
        const removed = orm.delete(suppressions).where(eq(suppressions.addressHash, addressHash)).run().changes === 1;
        if (removed) forgetFailures.run(addressHash);
        return removed;
      });
    },
  };
}
