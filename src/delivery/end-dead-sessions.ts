import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { DeliveryStore, SenderSession } from './delivery-store.js';
import type { JournalArchive } from './send-journal.js';

export interface DeadSessionDeps {
  readonly deliveries: Pick<DeliveryStore, 'openSessions' | 'exchange' | 'endSession'>;
  readonly archive: JournalArchive;
  /** Whether the process of a session of this host and boot still runs. */
  readonly isAlive: (session: SenderSession) => boolean;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Machine {
  readonly host: string;
  /** Changes with every boot: after a power cut a journal may lack its end. */
  readonly bootId: string;
}

/**
 * Ends sessions of this machine whose process is gone, through their journals: results that never reached the ledger are
 * applied, claims that never reached the wire are released, the rest are doubts. Other machines end by their leases.
 */
export async function endDeadSessions(deps: DeadSessionDeps): Promise<void> {
  for (const session of await deps.deliveries.openSessions()) {
    if (session.host !== deps.machine.host) continue;
    const rebooted = session.bootId !== deps.machine.bootId;
    if (rebooted || !deps.isAlive(session)) await endOne(deps, session, rebooted);
  }
}

async function endOne(deps: DeadSessionDeps, { session, pid }: SenderSession, rebooted: boolean): Promise<void> {
  const { deliveries, archive, clock, logger } = deps;
  const journal = archive.read(session);
  if (journal !== undefined && journal.results.length > 0) await deliveries.exchange(journal.results, null);
  const begun = journal === undefined || rebooted ? 'unknown' : journal.begun;
  const claims = await deliveries.endSession(session, { at: clock.now(), begun });
  archive.remove(session);
  logger.warn('sender.ended', { session, pid, claims, recovered: journal?.results.length ?? 0 });
}
