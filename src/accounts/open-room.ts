import { createApiKeys } from './api-keys.js';
import { createPeople } from './people.js';
import type { AccountsRoom } from './room.js';
import { createSessions } from './session.js';
import { createSignIn, type SignInDeps } from './sign-in.js';

export interface AccountsDeps extends SignInDeps {
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
