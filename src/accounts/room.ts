import type { Actor } from '../kernel/actor.js';
import type { Outcome } from '../kernel/refusal.js';
import type { Role } from './role.js';

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
}

/** Who is asking, and what they may do. */
export interface Identity {
  readonly actor: Actor;
  readonly role: Role;
  readonly person: Person | null;
}

/** What others may ask of the accounts room. */
export interface AccountsRoom {
  people(): Promise<readonly Person[]>;
  addPerson(input: unknown): Promise<Outcome<Person>>;
  /** Ends the person's sessions, so that nobody keeps what the old role allowed. The last owner stays owner. */
  changeRole(id: string, role: unknown): Promise<Outcome<Person>>;
  /** Removes a person with their sessions and links. The last owner cannot be removed. */
  removePerson(id: string): Promise<Outcome<Person>>;
  /** A one-time link that signs this person in; valid 24 hours for the first owner, 30 minutes when mailed. */
  signInLink(person: Person, validFor: number): Promise<string>;
  /** Mails a link when the address belongs to a person; the same answer when not. */
  requestSignIn(email: string): Promise<Outcome<void>>;
  /** Whom the link would sign in; changes nothing. Refused when forged, used or expired. */
  viewSignIn(token: string): Promise<Outcome<Person>>;
  /** Uses the link. The value is the secret of a new session, for the cookie. */
  signIn(token: string): Promise<Outcome<{ session: string; person: Person }>>;
  session(secret: string): Promise<Identity | undefined>;
  signOut(secret: string): Promise<void>;
  createApiKey(input: unknown): Promise<Outcome<{ key: string; name: string; role: Role }>>;
  apiKey(key: string): Promise<Identity | undefined>;
  /** Stored keys that still work, newest first; the keys themselves cannot be read again. */
  apiKeys(): Promise<readonly ApiKey[]>;
  revokeApiKey(id: string): Promise<Outcome<ApiKey>>;
  audit(entry: { actor: Actor; action: string; subject?: string; detail?: unknown }): Promise<void>;
  auditTrail(limit: number): Promise<readonly AuditEntry[]>;
}

/** What may be shown of an API key. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
}

export interface AuditEntry {
  readonly at: number;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: unknown;
}
