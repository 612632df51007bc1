import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { LetterBox } from '../kernel/letter.js';
import type { Random } from '../kernel/random.js';
import type { Tokens } from '../kernel/token.js';
import type { AccountStore } from './account-store.js';
import { createApiKeys } from './api-keys.js';
import { createPeople } from './people.js';
import type { AccountsRoom } from './room.js';
import { createSessions } from './session.js';
import { createSignIn } from './sign-in.js';

export interface AccountsDeps {
  readonly accounts: AccountStore;
  readonly letters: LetterBox;
  readonly bell: Bell;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** API_KEY of the environment: an owner key for scripts. */
  readonly configuredApiKey: string | undefined;
}

/** The desk's people, their sessions, API keys and the audit log. */
export function openAccountsRoom(deps: AccountsDeps): AccountsRoom {
  const { accounts, clock, newId } = deps;
  return {
    ...createPeople(deps),
    ...createSignIn(deps),
    ...createSessions(deps),
    ...createApiKeys(deps),

    audit: async ({ actor, action, subject, detail }) =>
      accounts.insertAudit({
        id: newId(),
        at: clock.now(),
        actor,
        action,
        subject: subject ?? null,
        detail: detail ?? null,
      }),

    auditTrail: async (limit) => accounts.auditTrail(limit),
  };
}
