import type { IssueStore } from '../issues/issue-store.js';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { Alarm } from './alarm.js';
import { BACK_OFF, createCircuit, type BackOff } from './circuit.js';
import type { DeliveryStore, SenderSession } from './delivery-store.js';
import { endDeadSessions, type DeadSessionDeps } from './end-dead-sessions.js';
import type { Mailer } from './mailer.js';
import { createPace } from './pace.js';
import { createResultBox } from './result-box.js';
import type { Press } from './press.js';
import type { SenderRoom } from './room.js';
import { sendBatch } from './send-batch.js';
import type { SendJournal } from './send-journal.js';
import { SessionEndedError } from './session-ended-error.js';

export interface SenderDeps extends Pick<DeadSessionDeps, 'archive' | 'locks'> {
  readonly deliveries: DeliveryStore;
  readonly issues: Pick<IssueStore, 'byId' | 'variants' | 'transition' | 'noteTrouble'>;
  readonly newsletters: Pick<NewslettersRoom, 'find' | 'newsroom'>;
  readonly mailer: Mailer;
  readonly press: Press;
  /** This session's own. */
  readonly journal: SendJournal;
  /** This run of this process; its lock is held. */
  readonly session: SenderSession;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shortened by tests. */
  readonly backOff?: BackOff;
}

const DUE_LIMIT = 1_000;

/** Opens the session of this sender process and clears up after those before it. */
export async function openSenderRoom(deps: SenderDeps): Promise<SenderRoom> {
  const { deliveries, session, mailer, clock, logger, journal } = deps;
  const box = createResultBox({ deliveries, journal, logger });
  const circuit = createCircuit({ backOff: deps.backOff ?? BACK_OFF, logger });
  const pace = createPace({ mailer });
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  await deliveries.openSession(session);
  await endDeadSessions({ ...deps, bootId: session.bootId });
  return {
    sendBatch: async (job, signal) => {
      if (closing.signal.aborted) return;
      const run = sendBatch({ ...deps, box, circuit, pace }, job, AbortSignal.any([signal, closing.signal]));
      running.add(run);
      try {
        await run;
      } finally {
        running.delete(run);
      }
    },
    dueBatches: async () => deliveries.dueBatches(clock.now(), DUE_LIMIT),
    beat: async () => {
      if (!(await deliveries.touchSession(session.session, clock.now()))) throw new SessionEndedError();
      if (box.size() > 0) await box.exchange(null);
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(running);
      await mailer.close();
      await box.exchange(null);
      await deliveries.endSession(session.session, { at: clock.now(), begun: 'unknown' });
      journal.discard();
    },
  };
}
