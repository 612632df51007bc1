import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { DeliveryStore, SenderSession } from './delivery-store.js';
import type { JournalArchive } from './send-journal.js';
import type { SessionLocks } from './session-locks.js';

export interface DeadSessionDeps {
  readonly deliveries: Pick<DeliveryStore, 'openSessions' | 'batchesOf' | 'exchange' | 'endSession'>;
  readonly bell: Bell;
  readonly locks: SessionLocks;
  readonly archive: JournalArchive;
  /** Of this boot of the machine: after a power cut a journal may lack its end. */
  readonly bootId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Ends sessions whose process is gone and whose journal is here, whatever host or container they ran on: results that
 * never reached the ledger are applied, claims that never reached the wire are released, the rest are doubts. Sessions
 * that left nothing here end by their leases. One that cannot be ended keeps none of the others. Batches they were at are
 * rung: BullMQ itself finds out only after 30 s that a job's process is gone.
 */
export async function endDeadSessions(deps: DeadSessionDeps): Promise<void> {
  for (const session of await deps.deliveries.openSessions()) {
    if (deps.locks.lifeOf(session.session) !== 'dead') continue;
    try {
      await endOne(deps, session);
    } catch (error) {
      deps.logger.error('sender.not-ended', { session: session.session, pid: session.pid, error: String(error) });
    }
  }
}

async function endOne(deps: DeadSessionDeps, { session, host, pid, bootId }: SenderSession): Promise<void> {
  const { deliveries, locks, archive, bell, clock, logger } = deps;
  const batches = await deliveries.batchesOf(session);
  let recovered = 0;
  for (const results of archive.results(session)) {
    await deliveries.exchange(results, null);
    recovered += results.length;
  }
  const begun = bootId === deps.bootId ? archive.begun(session) : undefined;
  const claims = await deliveries.endSession(session, { at: clock.now(), begun: begun ?? 'unknown' });
  archive.remove(session);
  locks.remove(session);
  bell.ring(batches.map((batch) => ({ name: 'send-batch', ...batch, after: session })));
  logger.warn('sender.ended', { session, host, pid, claims, recovered });
}
