import type { Actor } from '../kernel/actor.js';
import type { Role } from './role.js';
import type { ApiKey, AuditEntry, Person } from './room.js';

/** Desk people, their sign-in links and sessions, API keys and the audit log. Secrets arrive here hashed. */
export interface AccountStore {
  people(): Promise<readonly Person[]>;
  personByEmail(email: string): Promise<Person | undefined>;
  /** False when the address belongs to somebody. */
  insertPerson(person: Person, at: number): Promise<boolean>;
  /** Sets the role and ends the person's sessions. Refuses to leave the newsroom without an owner. */
  setRole(id: string, role: Role): Promise<PersonChange>;
  /** Forgets the person with sessions and links. Refuses to leave the newsroom without an owner. */
  removePerson(id: string): Promise<PersonChange>;

  insertLink(link: NewLink): Promise<void>;
  /** Links made for this person since an instant, for the budget. */
  linksSince(personId: string, since: number): Promise<number>;
  link(id: string): Promise<SignInLink | undefined>;
  /** One transaction: uses the link and opens the session. False when it was used or has expired. */
  useLink(id: string, session: NewSession): Promise<boolean>;
  session(tokenHash: string): Promise<DeskSession | undefined>;
  touchSession(tokenHash: string, at: number): Promise<void>;
  endSession(tokenHash: string): Promise<void>;

  insertApiKey(key: NewApiKey): Promise<void>;
  apiKeyByHash(keyHash: string): Promise<ApiKey | undefined>;
  apiKeys(): Promise<readonly ApiKey[]>;
  /** The key as it was; undefined when unknown or already revoked. */
  revokeApiKey(id: string, at: number): Promise<ApiKey | undefined>;

  insertAudit(entry: NewAuditEntry): Promise<void>;
  /** Newest first. */
  auditTrail(limit: number): Promise<readonly AuditEntry[]>;
}

export type PersonChange =
  | { readonly kind: 'changed'; readonly person: Person }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'last-owner' };

interface NewLink {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface SignInLink {
  readonly person: Person;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

interface NewSession {
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface DeskSession {
  readonly person: Person;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

interface NewApiKey extends ApiKey {
  readonly keyHash: string;
}

interface NewAuditEntry {
  readonly id: string;
  readonly at: number;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: unknown;
}
