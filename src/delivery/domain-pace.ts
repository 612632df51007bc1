import type { Clock } from '../kernel/clock.js';
import { domainOf } from '../kernel/email-address.js';
import type { Logger } from '../kernel/logger.js';
import type { DomainHolds } from './domain-holds.js';
import type { ClaimedDelivery, DomainQuota } from './delivery-store.js';
import type { Limit, PaceGrant, PaceStore } from './pace-store.js';

/** Recipient domains that together take so many messages a second from the whole installation. */
export interface DomainRate {
  /** Lower case; a provider's domains stand together. */
  readonly domains: readonly string[];
  readonly perSecond: number;
}

/** What may be claimed for recipient domains now. */
export interface DomainShare {
  /** Undefined while no domain is limited: the claim is the cheaper. */
  readonly quotas: readonly DomainQuota[] | undefined;
  /**
   * Gives back what was not claimed. In how many milliseconds to claim again when a domain had no more to give;
   * undefined when it did not keep anybody. Never throws.
   */
  settle(claims: readonly ClaimedDelivery[]): Promise<number | undefined>;
}

export interface DomainPaceDeps {
  readonly rates: readonly DomainRate[];
  readonly pace: PaceStore;
  readonly holds: DomainHolds;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FREE: DomainShare = { quotas: undefined, settle: async () => undefined };
/** Below this a claim would take single messages. */
const LEAST_WAIT = 100;

/** Keeps claims within the rates of recipient domains, and off domains that are held. */
export function createDomainPace({
  rates,
  pace,
  holds,
  clock,
  logger,
}: DomainPaceDeps): (wanted: number) => Promise<DomainShare> {
  const limits = rates.map(({ domains, perSecond }) => ({ domains, limit: limitOf(domains, perSecond) }));
  return async (wanted) => {
    const now = clock.now();
    const held = await holds.current(now);
    if (limits.length === 0 && held.length === 0) return FREE;
    const heldNames = held.map(({ domain }) => domain);
    const grants =
      limits.length === 0
        ? []
        : await pace.take(
            limits.map(({ limit }) => ({ limit, wanted })),
            now,
          );
    const limited = limits.map(({ domains, limit }, i) => ({
      limit,
      domains: domains.filter((domain) => !heldNames.includes(domain)),
      ...(grants[i] ?? NOTHING),
    }));
    return {
      quotas: [
        ...held.map(({ domain }) => ({ domains: [domain], limit: 0 })),
        ...limited.map(({ domains, granted }) => ({ domains, limit: granted })),
      ],
      settle: async (claims) => {
        const used = limited.map((one) => ({ ...one, used: countOf(one.domains, claims) }));
        const unused = used.map((one) => ({ limit: one.limit, count: one.granted - one.used }));
        const back = unused.filter(({ count }) => count > 0);
        try {
          if (back.length > 0) await pace.giveBack(back, clock.now());
        } catch (error) {
          logger.warn('domains.not-given-back', { error: String(error) });
        }
        const waits = used
          .filter((one) => one.domains.length > 0 && one.used === one.granted && one.granted < wanted)
          .map(({ askAgainIn }) => Math.max(LEAST_WAIT, askAgainIn));
        const ends = held.map(({ until }) => until - now);
        return waits.length + ends.length > 0 ? Math.min(...waits, ...ends) : undefined;
      },
    };
  };
}

const NOTHING: PaceGrant = { granted: 0, askAgainIn: LEAST_WAIT };

const limitOf = (domains: readonly string[], perSecond: number): Limit => ({
  key: `domain:${domains.join('+')}`,
  perSecond,
  perHour: null,
});

const countOf = (domains: readonly string[], claims: readonly ClaimedDelivery[]): number =>
  claims.filter(({ email }) => domains.includes(domainOf(email))).length;
