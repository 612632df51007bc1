import { HOUR, MINUTE, type Clock } from '../kernel/clock.js';
import { domainOf } from '../kernel/email-address.js';
import type { EditorNotices } from '../kernel/editor-notices.js';
import type { Logger } from '../kernel/logger.js';
import type { DomainHold, DomainHolds } from './domain-holds.js';
import { createDomainWatch } from './domain-watch.js';
import type { Judged } from './judge-outcome.js';

/** Tells whether a refusal is the matter of a recipient domain that is held back; holds it back when it is too often. */
export type DomainGuard = (email: string, judged: Judged) => Promise<boolean>;

export interface DomainGuardDeps {
  readonly holds: DomainHolds;
  readonly notices: EditorNotices;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Never throws: a hold that cannot be written is tried at the next block. */
export function createDomainGuard(deps: DomainGuardDeps): DomainGuard {
  const { holds, clock, logger } = deps;
  const watch = createDomainWatch();
  const heldUntil = new Map<string, number>();
  return async (email, judged) => {
    const blocked = watch(email, judged);
    if (blocked !== undefined) {
      try {
        const hold = await holds.hold(blocked.domain, blocked.said, clock.now());
        heldUntil.set(blocked.domain, hold?.until ?? clock.now() + MINUTE);
        if (hold !== undefined) await tell(deps, hold, blocked.said);
      } catch (error) {
        logger.error('domain.not-held', { domain: blocked.domain, error: String(error) });
      }
    }
    return judged.scope === 'sender' && clock.now() < (heldUntil.get(domainOf(email)) ?? 0);
  };
}

async function tell({ notices, clock, logger }: DomainGuardDeps, { domain, until }: DomainHold, said: string) {
  const minutes = Math.ceil((until - clock.now()) / MINUTE);
  logger.warn('domain.held', { domain, minutes, said });
  await notices.tell({
    key: `domain-held:${domain}:${Math.floor(clock.now() / HOUR)}`,
    heading: `${domain} blocks our mail`,
    paragraphs: [
      `More than 5 % of the last messages to ${domain} were refused because of us, not because of the readers. The answer ` +
        `was: ${said}`,
      `Its readers wait for ${minutes} minutes and are then tried again; everybody else gets the issue meanwhile.`,
    ],
  });
}
