import { and, count, desc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm';
import type { AccountStore, PersonChange } from '../src/accounts/account-store.js';
import type { Db } from './open.js';
import { apiKeys, auditLog, deskSessions, people, signInLinks } from './schema/index.js';

const PERSON = { id: people.id, email: people.email, name: people.name, role: people.role };
const API_KEY = { id: apiKeys.id, name: apiKeys.name, role: apiKeys.role, createdAt: apiKeys.createdAt };

/** Desk people, sign-in links, sessions, API keys and the audit log in SQLite. */
export function createAccountStore({ db }: { db: Db }): AccountStore {
  return { ...peopleIn(db), ...signInsIn(db), ...keysIn(db), ...auditIn(db) };
}

function peopleIn(
  db: Db,
): Pick<AccountStore, 'people' | 'personByEmail' | 'insertPerson' | 'setRole' | 'removePerson'> {
  const { orm } = db;

  /** Inside a transaction: the person, unless changing them would leave no owner. */
  const changeable = (id: string, staysOwner: boolean): PersonChange => {
    const person = orm.select(PERSON).from(people).where(eq(people.id, id)).get();
    if (person === undefined) return { kind: 'unknown' };
    const owners = orm.select({ number: count() }).from(people).where(eq(people.role, 'owner')).get();
    if (person.role === 'owner' && !staysOwner && owners?.number === 1) return { kind: 'last-owner' };
    return { kind: 'changed', person };
  };
  const endSessions = (personId: string) => orm.delete(deskSessions).where(eq(deskSessions.personId, personId)).run();

  return {
    people: async () => orm.select(PERSON).from(people).orderBy(people.email).all(),

    personByEmail: async (email) => orm.select(PERSON).from(people).where(eq(people.email, email)).get(),

    async insertPerson(person, at) {
      const insert = orm.insert(people).values({ ...person, createdAt: at });
      return insert.onConflictDoNothing({ target: people.email }).run().changes === 1;
    },

    setRole: async (id, role) =>
      db.write(() => {
        const change = changeable(id, role === 'owner');
        if (change.kind !== 'changed') return change;
        orm.update(people).set({ role }).where(eq(people.id, id)).run();
        endSessions(id);
        return { kind: 'changed', person: { ...change.person, role } };
      }),

    removePerson: async (id) =>
      db.write(() => {
        const change = changeable(id, false);
        if (change.kind !== 'changed') return change;
        endSessions(id);
        orm.delete(signInLinks).where(eq(signInLinks.personId, id)).run();
        orm.delete(people).where(eq(people.id, id)).run();
        return change;
      }),
  };
}

function signInsIn(
  db: Db,
): Pick<AccountStore, 'insertLink' | 'linksSince' | 'link' | 'useLink' | 'session' | 'touchSession' | 'endSession'> {
  const { orm } = db;
  return {
    async insertLink(link) {
      orm.insert(signInLinks).values(link).run();
    },

    linksSince: async (personId, since) =>
      orm
        .select({ number: count() })
        .from(signInLinks)
        .where(and(eq(signInLinks.personId, personId), gt(signInLinks.createdAt, since)))
        .get()?.number ?? 0,

    link: async (id) =>
      orm
        .select({ person: PERSON, expiresAt: signInLinks.expiresAt, usedAt: signInLinks.usedAt })
        .from(signInLinks)
        .innerJoin(people, eq(people.id, signInLinks.personId))
        .where(eq(signInLinks.id, id))
        .get(),

    useLink: async (id, session) =>
      db.write(() => {
        const used = orm
          .update(signInLinks)
          .set({ usedAt: session.createdAt })
          .where(and(eq(signInLinks.id, id), isNull(signInLinks.usedAt), gt(signInLinks.expiresAt, session.createdAt)))
          .returning({ personId: signInLinks.personId })
          .get();
        if (used === undefined) return false;
        orm
          .insert(deskSessions)
          .values({ ...session, personId: used.personId, lastSeenAt: session.createdAt })
          .run();
        return true;
      }),

    session: async (tokenHash) =>
      orm
        .select({ person: PERSON, lastSeenAt: deskSessions.lastSeenAt, expiresAt: deskSessions.expiresAt })
        .from(deskSessions)
        .innerJoin(people, eq(people.id, deskSessions.personId))
        .where(eq(deskSessions.tokenHash, tokenHash))
        .get(),

    async touchSession(tokenHash, at) {
      orm.update(deskSessions).set({ lastSeenAt: at }).where(eq(deskSessions.tokenHash, tokenHash)).run();
    },

    async endSession(tokenHash) {
      orm.delete(deskSessions).where(eq(deskSessions.tokenHash, tokenHash)).run();
    },
  };
}

function keysIn(db: Db): Pick<AccountStore, 'insertApiKey' | 'apiKeyByHash' | 'apiKeys' | 'revokeApiKey'> {
  const { orm } = db;
  return {
    async insertApiKey(key) {
      orm.insert(apiKeys).values(key).run();
    },

    apiKeyByHash: async (keyHash) =>
      orm
        .select(API_KEY)
        .from(apiKeys)
        .where(and(eq(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt)))
        .get(),

    apiKeys: async () =>
      orm.select(API_KEY).from(apiKeys).where(isNull(apiKeys.revokedAt)).orderBy(desc(apiKeys.createdAt)).all(),

    revokeApiKey: async (id, at) =>
      orm
        .update(apiKeys)
        .set({ revokedAt: at })
        .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
        .returning(API_KEY)
        .get(),
  };
}

function auditIn(db: Db): Pick<AccountStore, 'insertAudit' | 'auditTrail'> {
  const { orm } = db;
  const { id: _id, ...entry } = getTableColumns(auditLog);
  return {
    async insertAudit(row) {
      orm.insert(auditLog).values(row).run();
    },

    auditTrail: async (limit) =>
      orm
        .select(entry)
        .from(auditLog)
        .orderBy(desc(auditLog.at), desc(sql`rowid`))
        .limit(limit)
        .all(),
  };
}
