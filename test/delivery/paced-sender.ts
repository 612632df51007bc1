import { openSendJournal } from '../../src/adapters/send-journal.js';
import { parseRelays } from '../../src/adapters/smtp/relay-url.js';
import { createRelaysMailer } from '../../src/adapters/smtp/relays-mailer.js';
import { createDomainGuard } from '../../src/delivery/domain-guard.js';
import { createDomainPace, type DomainRate } from '../../src/delivery/domain-pace.js';
import type { Mailer } from '../../src/delivery/mailer.js';
import { createRelayAlarm } from '../../src/delivery/relay-alarm.js';
import { createResultBox } from '../../src/delivery/result-box.js';
import { sendBatch } from '../../src/delivery/send-batch.js';
import { createTurns } from '../../src/delivery/turns.js';
import { createVisits } from '../../src/delivery/visits.js';
import { createGate } from '../../src/kernel/gate.js';
import { silentLogger } from '../support/determinism.js';
import type { VirtualTicks } from '../support/virtual-ticks.js';
import { newTestSession, type DeliveryWorld } from './delivery-world.js';

const NEVER = new AbortController().signal;

export interface PacedOptions {
  readonly world: DeliveryWorld;
  readonly ticks: VirtualTicks;
  /** SMTP_URL. */
  readonly relays: string;
  readonly deliveries?: DeliveryWorld['deliveries'];
  readonly domainRates?: readonly DomainRate[];
}

export interface PacedSender {
  readonly run: (batch?: number) => Promise<void>;
  readonly mailer: Mailer;
  /** Events of the log at level warn. */
  readonly warnings: readonly string[];
}

/** One sender process, over real mailers, whose clocks are virtual: the wall clock goes on with the ticks. */
export async function openPacedSender(options: PacedOptions): Promise<PacedSender> {
  const { world, ticks, deliveries = world.deliveries, domainRates = [] } = options;
  const parsed = parseRelays(options.relays);
  if ('faults' in parsed) throw new Error('wrong relay URL');
  const clock = { now: () => world.clock.now() + Math.floor(ticks.now()) };
  const limits = { pace: world.pace, clock };
  const mailer = createRelaysMailer(parsed.relays, { logger: silentLogger, ticks, limits });
  const session = newTestSession(world);
  await world.deliveries.openSession(session);
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (event: string) => void warnings.push(event) };
  const journal = openSendJournal({ folder: world.folder, session: session.session });
  const common = { ...world, deliveries, clock, logger, journal, session, mailer, holds: world.domainHolds };
  const backOff = { first: 1_000, most: 60_000, takenOut: 600_000 };
  const deps = {
    ...common,
    ticks: ticks.now,
    box: createResultBox(common),
    turns: createTurns(mailer.relays ?? [], { limits, ticks, backOff, logger }),
    domainPace: createDomainPace({ ...common, rates: domainRates }),
    domainGuard: createDomainGuard(common),
    relayAlarm: createRelayAlarm(common),
    table: createGate(1_000),
    visits: createVisits({ deliveries, clock, ticks }),
  };
  return { run: async (batch = 0) => sendBatch(deps, { issueId: world.issueId, batch }, NEVER), mailer, warnings };
}
