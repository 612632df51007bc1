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
  /** A one-time link that signs this person in; valid 24 hours for the first owner, 30 minutes when mailed. */
  signInLink(person: Person, validFor: number): Promise<string>;
  /** Mails a link when the address belongs to a person; the same answer when not. */
  requestSignIn(email: string): Promise<Outcome<void>>;
  /** Uses the link. The value is the secret of a new session, for the cookie. */
  signIn(token: string): Promise<Outcome<{ session: string; person: Person }>>;
  session(secret: string): Promise<Identity | undefined>;
  signOut(secret: string): Promise<void>;
  createApiKey(input: unknown): Promise<Outcome<{ key: string; name: string; role: Role }>>;
  apiKey(key: string): Promise<Identity | undefined>;
  audit(entry: { actor: Actor; action: string; subject?: string; detail?: unknown }): Promise<void>;
  auditTrail(limit: number): Promise<readonly AuditEntry[]>;
}

export interface AuditEntry {
  readonly at: number;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: string | null;
  readonly detail: unknown;
}
