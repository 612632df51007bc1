import { DAY, HOUR, MINUTE, type Clock } from '../kernel/clock.js';
import type { AccountStore } from './account-store.js';
import type { AccountsRoom } from './room.js';
import { hashSecret } from './secret.js';

/** However busy, a session ends after a week; unused, after half a day. */
export const SESSION_LIFETIME = 7 * DAY;
const SESSION_IDLE = 12 * HOUR;
/** A session's last sight is written at most this often: a page with live progress asks each second. */
const TOUCH_EVERY = MINUTE;

type Deps = { readonly accounts: AccountStore; readonly clock: Clock };

export function createSessions({ accounts, clock }: Deps): Pick<AccountsRoom, 'session' | 'signOut'> {
  return {
    async session(secret) {
      const tokenHash = hashSecret(secret);
      const session = await accounts.session(tokenHash);
      if (session === undefined) return undefined;
      const now = clock.now();
      if (session.expiresAt <= now || session.lastSeenAt + SESSION_IDLE <= now) {
        await accounts.endSession(tokenHash);
        return undefined;
      }
      if (session.lastSeenAt + TOUCH_EVERY <= now) await accounts.touchSession(tokenHash, now);
      const { person } = session;
      return { actor: `person:${person.email}`, role: person.role, person };
    },

    signOut: async (secret) => accounts.endSession(hashSecret(secret)),
  };
}
