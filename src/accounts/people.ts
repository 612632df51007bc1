import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import type { Clock } from '../kernel/clock.js';
import { parseEmailAddress } from '../kernel/email-address.js';
import type { NewId } from '../kernel/ids.js';
import { done, refuse, type Outcome, type Refusal } from '../kernel/refusal.js';
import type { AccountStore, PersonChange } from './account-store.js';

import { ROLES } from './role.js';
import type { AccountsRoom, Person } from './room.js';

const ROLE_FAULT = `must be one of ${ROLES.join(', ')}`;
const roleSchema = z.enum(ROLES, { error: ROLE_FAULT });
const personSchema = z.object({
  email: z
    .string({ error: 'is missing' })
    .transform((text) => parseEmailAddress(text)?.normalised)
    .pipe(z.string({ error: 'is not an e-mail address' })),
  name: z.string().trim().max(80, 'must be at most 80 characters').nullish(),
  role: roleSchema,
});
const EXAMPLES = { email: 'ana@example.org', name: 'Ana Novak', role: 'editor' };

type Deps = { readonly accounts: AccountStore; readonly clock: Clock; readonly newId: NewId };

export function createPeople({
  accounts,
  clock,
  newId,
}: Deps): Pick<AccountsRoom, 'people' | 'addPerson' | 'changeRole' | 'removePerson'> {
  return {
    people: async () => accounts.people(),

    async addPerson(input) {
      const read = checkInput(personSchema, input, { code: 'person.invalid', examples: EXAMPLES });
      if (!read.ok) return read;
      const { email, name, role } = read.value;
      const person: Person = { id: newId(), email, name: name || null, role };
      if (await accounts.insertPerson(person, clock.now())) return done(person);
      return refuse({ code: 'person.exists', kind: 'conflict', detail: `${email} already has a place at the desk.` });
    },

    async changeRole(id, role) {
      const read = checkInput(z.object({ role: roleSchema }), { role }, { code: 'person.invalid', examples: EXAMPLES });
      return read.ok ? settle(await accounts.setRole(id, read.value.role)) : read;
    },

    removePerson: async (id) => settle(await accounts.removePerson(id)),
  };
}

function settle(change: PersonChange): Outcome<Person> {
  if (change.kind === 'changed') return done(change.person);
  return refuse(change.kind === 'unknown' ? UNKNOWN : LAST_OWNER);
}

const UNKNOWN: Refusal = {
  code: 'person.unknown',
  kind: 'unknown',
  detail: 'This person is not at the desk any more.',
};
const LAST_OWNER: Refusal = {
  code: 'person.last-owner',
  kind: 'conflict',
  detail: 'This is the last owner. Make somebody else an owner first.',
};
