import type { IssueStore } from '../issues/issue-store.js';
import type { Bell } from '../kernel/bell.js';
import type { DeliveryStore } from './delivery-store.js';
import { endDeadSessions, type DeadSessionDeps } from './end-dead-sessions.js';
import type { LetterStore } from './letter-store.js';
import { GIVE_UP_AFTER } from './retry-table.js';
import type { Reconciler } from './room.js';

export interface ReconcileDeps extends DeadSessionDeps {
  readonly deliveries: DeliveryStore;
  readonly issues: Pick<IssueStore, 'cancelledUnsent' | 'skipUnsent'>;
  readonly letters: Pick<LetterStore, 'due'>;
  readonly bell: Bell;
  /** Milliseconds a doubt waits for evidence: at least the 10 minutes a server may take to answer, and a margin. */
  readonly inDoubtWait: number;
}

const RING_LIMIT = 1_000;

/** The repair round. Every step is safe to repeat and to crash in; one that fails does not keep the others. */
export function createReconciler(deps: ReconcileDeps): Reconciler {
  const { deliveries, letters, bell, clock, logger } = deps;
  const steps: Readonly<Record<string, () => Promise<void>>> = {
    endDeadSessions: async () => endDeadSessions(deps),
    expireLeases: async () => {
      const expired = await deliveries.expireLeases(clock.now());
      if (expired > 0) logger.warn('claims.expired', { expired });
    },
    settleDoubts: async () => {
      const settled = await deliveries.settleDoubts(clock.now() - deps.inDoubtWait, clock.now());
      if (settled.resent + settled.held > 0) logger.warn('doubts.settled', settled);
    },
    expireDeferred: async () => {
      const now = clock.now();
      const expired = await deliveries.expireDeferred(now - GIVE_UP_AFTER, now);
      if (expired > 0) logger.warn('deliveries.expired', { expired });
    },
    skipCancelled: async () => skipCancelled(deps),
    ringBatches: async () => {
      const due = await deliveries.dueBatches(clock.now(), RING_LIMIT);
      bell.ring(due.map(({ issueId, batch }) => ({ name: 'send-batch', issueId, batch })));
    },
    ringLetters: async () => {
      const due = await letters.due(clock.now(), RING_LIMIT);
      bell.ring(due.map((letterId) => ({ name: 'send-letter', letterId })));
    },
  };
  return {
    reconcile: async () => {
      for (const [step, run] of Object.entries(steps)) {
        try {
          await run();
        } catch (error) {
          logger.error('reconcile.failed', { step, error: String(error) });
        }
      }
      logger.debug('reconcile.done');
    },
  };
}

/** What was on the wire at the cancel and came back unsent, and what a crash in the middle of a cancel left. */
async function skipCancelled({ issues, clock, logger }: ReconcileDeps): Promise<void> {
  for (const issueId of await issues.cancelledUnsent()) {
    const skipped = await issues.skipUnsent(issueId, 'cancelled', clock.now());
    logger.info('deliveries.skipped', { issueId, skipped });
  }
}
