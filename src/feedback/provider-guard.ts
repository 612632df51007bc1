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
  /** Whose mail came back. */
  readonly subscriberId: string;
  /** The recipient's domain. */
  readonly domain: string;
  readonly reason: string;
  /** The server's words, without addresses. */
  readonly said: string | null;
}

/** As many blocks as the senders allow in 200 attempts, here by the hour: reports do not say how many were taken. */
const BLOCKS_ALLOWED = 10;
/** Each reader can write reports about their own mail; that nobody of a provider gets any takes more than two of them. */
const READERS_AT_ONCE = 2;

/**
 * Notes a refusal of us that came back by mail. Those of too many readers in an hour, or of a few that say we are not
 * authenticated, hold the provider's domain back and tell the editors. Never throws: a hold that cannot be written is tried
 * again when as many have come back anew.
 */
export function createProviderGuard(deps: ProviderGuardDeps): (refused: Refused) => Promise<void> {
  const { holds, clock, logger } = deps;
  const blocks = new Map<string, ReadonlyMap<string, number>>();

  function tooMany({ domain, subscriberId, reason }: Refused): boolean {
    const since = clock.now() - HOUR;
    const recent = [...(blocks.get(domain) ?? [])].filter(([, at]) => at > since);
    const readers = new Map([...recent, [subscriberId, clock.now()]]);
    blocks.set(domain, readers);
    return readers.size > (pausesAtOnce(reason) ? READERS_AT_ONCE : BLOCKS_ALLOWED);
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
    : `Mails to more than ${BLOCKS_ALLOWED} readers at ${domain} came back within an hour because of us, not because of the readers (${reason}).`;
  await notices.tell({
    key: `domain-held:${domain}:${Math.floor(clock.now() / HOUR)}`,
    heading: `${domain} sends our mail back`,
    paragraphs: [
      said === null ? why : `${why} The answer was: ${said}`,
      `Its readers wait for ${minutes} minutes and are then tried again; everybody else gets the issue meanwhile. No reader was suppressed for it.`,
    ],
  });
}
