import type { DomainHolds } from '../delivery/domain-holds.js';
import { HOUR, MINUTE, type Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';
import type { Logger } from '../kernel/logger.js';
import { pausesAtOnce } from './effects.js';

export interface ProviderGuardDeps {
  readonly holds: Pick<DomainHolds, 'hold'>;
  readonly notices: EditorNotices;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Refused {
  /** The recipient's domain. */
  readonly domain: string;
  readonly reason: string;
  /** The server's words, without addresses. */
  readonly said: string | null;
}

/** As many blocks as the senders allow in 200 attempts, here by the hour: reports do not say how many were taken. */
const BLOCKS_ALLOWED = 10;

/**
 * Notes a refusal of us that came back by mail. Too many in an hour, or the first that says we are not authenticated, hold
 * the provider's domain back and tell the editors. Never throws: a hold that cannot be written is tried at the next refusal.
 */
export function createProviderGuard(deps: ProviderGuardDeps): (refused: Refused) => Promise<void> {
  const { holds, clock, logger } = deps;
  const blocks = new Map<string, number[]>();

  function tooMany({ domain, reason }: Refused): boolean {
    const since = clock.now() - HOUR;
    const recent = [...(blocks.get(domain) ?? []).filter((at) => at > since), clock.now()].slice(-BLOCKS_ALLOWED - 1);
    blocks.set(domain, recent);
    return pausesAtOnce(reason) || recent.length > BLOCKS_ALLOWED;
  }

  return async (refused) => {
    if (!tooMany(refused)) return;
    blocks.delete(refused.domain);
    try {
      const hold = await holds.hold(refused.domain, refused.said ?? refused.reason, clock.now());
      if (hold !== undefined) await tell(deps, refused, Math.ceil((hold.until - clock.now()) / MINUTE));
    } catch (error) {
      logger.error('domain.not-held', { domain: refused.domain, error: String(error) });
    }
  };
}

async function tell({ notices, clock, logger }: ProviderGuardDeps, { domain, reason, said }: Refused, minutes: number) {
  logger.warn('domain.held', { domain, reason, minutes, said });
  const why = pausesAtOnce(reason)
    ? `${domain} sent mail of ours back because it counts as not authenticated. Check SPF, DKIM and DMARC of the sender’s domain.`
    : `More than ${BLOCKS_ALLOWED} mails to ${domain} came back within an hour because of us, not because of the readers (${reason}).`;
  await notices.tell({
    key: `domain-held:${domain}:${Math.floor(clock.now() / HOUR)}`,
    heading: `${domain} sends our mail back`,
    paragraphs: [
      said === null ? why : `${why} The answer was: ${said}`,
      `Its readers wait for ${minutes} minutes and are then tried again; everybody else gets the issue meanwhile. No reader was suppressed for it.`,
    ],
  });
}
