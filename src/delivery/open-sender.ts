import type { IssueStore } from '../issues/issue-store.js';
import type { Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';
import { createGate } from '../kernel/gate.js';
import type { Logger } from '../kernel/logger.js';
import { realTicks } from '../kernel/ticks.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import type { Alarm } from './alarm.js';
import { BACK_OFF, type BackOff } from './circuit.js';
import type { DeliveryStore, SenderSession } from './delivery-store.js';
import { createDomainGuard } from './domain-guard.js';
import type { DomainHolds } from './domain-holds.js';
import { createDomainPace, type DomainRate } from './domain-pace.js';
import { endDeadSessions, type DeadSessionDeps } from './end-dead-sessions.js';
import type { Mailer, RelayLine } from './mailer.js';
import type { PaceStore } from './pace-store.js';
import { createPrinterCache } from './printer-cache.js';
import type { RelayAlarm } from './relay-alarm.js';
import { createResultBox } from './result-box.js';
import type { Press } from './press.js';
import type { SenderRoom } from './room.js';
import { sendBatch } from './send-batch.js';
import type { SendJournal } from './send-journal.js';
import { SessionEndedError } from './session-ended-error.js';
import { createTurns } from './turns.js';
import { createVisits } from './visits.js';

export interface SenderDeps extends Pick<DeadSessionDeps, 'archive' | 'locks' | 'bell'> {
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
  readonly relayAlarm: RelayAlarm;
  readonly notices: EditorNotices;
  readonly pace: PaceStore;
  readonly domainHolds: DomainHolds;
  readonly domainRates: readonly DomainRate[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shortened by tests. */
  readonly backOff?: BackOff;
}

const DUE_LIMIT = 1_000;
/** Of what the connections hold: while these are on the wire, as many are printed and signed. */
const PRINTED_AHEAD = 16;

/** Opens the session of this sender process and clears up after those before it. */
export async function openSenderRoom(deps: SenderDeps): Promise<SenderRoom> {
  const { deliveries, session, mailer, clock, logger, journal } = deps;
  const box = createResultBox({ deliveries, journal, logger });
  const shared = {
    box,
    compile: createPrinterCache(deps.press),
    table: createGate(mailer.concurrency * PRINTED_AHEAD),
    visits: createVisits({ ...deps, ticks: realTicks }),
    turns: createTurns(mailer.relays ?? [plainRelay(mailer)], {
      logger,
      limits: deps,
      ticks: realTicks,
      backOff: deps.backOff ?? BACK_OFF,
    }),
    domainPace: createDomainPace({ ...deps, rates: deps.domainRates, holds: deps.domainHolds }),
    domainGuard: createDomainGuard({ ...deps, holds: deps.domainHolds }),
  };
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  await deliveries.openSession(session);
  await endDeadSessions({ ...deps, bootId: session.bootId });
  return {
    sendBatch: async (job, signal) => {
      if (closing.signal.aborted) return;
      const run = sendBatch({ ...deps, ...shared }, job, AbortSignal.any([signal, closing.signal]));
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

/** A mailer that knows of no relays is one, without limits. */
const plainRelay = (mailer: Mailer): RelayLine => ({
  name: 'relay',
  weight: 1,
  limit: { key: 'relay', perSecond: null, perHour: null },
  mailer,
});
