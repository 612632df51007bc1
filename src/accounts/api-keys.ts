import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { checkInput } from '../kernel/check-input.js';
import type { Clock } from '../kernel/clock.js';
import type { NewId } from '../kernel/ids.js';
import type { Random } from '../kernel/random.js';
import { done, refuse } from '../kernel/refusal.js';
import type { AccountStore } from './account-store.js';

import { ROLES } from './role.js';
import type { AccountsRoom, Identity } from './room.js';
import { hashSecret, newSecret } from './secret.js';

/** Lets secret scanners recognise a key that was committed somewhere. */
const PREFIX = 'pr_';

const keySchema = z.object({
  name: z.string({ error: 'is missing' }).trim().min(1, 'is missing').max(80, 'must be at most 80 characters'),
  role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
});
const EXAMPLES = { name: 'website', role: 'editor' };

interface Deps {
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  /** API_KEY of the environment: an owner key for scripts. */
  readonly configuredApiKey: string | undefined;
}

export function createApiKeys(deps: Deps): Pick<AccountsRoom, 'createApiKey' | 'apiKey' | 'apiKeys' | 'revokeApiKey'> {
  const { accounts, clock, random, newId } = deps;
  const configuredHash = deps.configuredApiKey ? Buffer.from(hashSecret(deps.configuredApiKey)) : undefined;
  return {
    async createApiKey(input) {
      const read = checkInput(keySchema, input, { code: 'api-key.invalid', examples: EXAMPLES });
      if (!read.ok) return read;
      const key = PREFIX + newSecret(random);
      const { name, role } = read.value;
      await accounts.insertApiKey({ id: newId(), keyHash: hashSecret(key), name, role, createdAt: clock.now() });
      return done({ key, name, role });
    },

    async apiKey(key) {
      const keyHash = hashSecret(key);
      if (configuredHash !== undefined && timingSafeEqual(configuredHash, Buffer.from(keyHash))) return CONFIGURED;
      const found = await accounts.apiKeyByHash(keyHash);
      return found && { actor: `key:${found.name}`, role: found.role, person: null };
    },

    apiKeys: async () => accounts.apiKeys(),

    async revokeApiKey(id) {
      const revoked = await accounts.revokeApiKey(id, clock.now());
      if (revoked !== undefined) return done(revoked);
      return refuse({ code: 'api-key.unknown', kind: 'unknown', detail: 'This key does not work any more already.' });
    },
  };
}

const CONFIGURED: Identity = { actor: 'key:API_KEY', role: 'owner', person: null };
