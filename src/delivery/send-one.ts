import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import type { ClaimedDelivery, DeliveryResult } from './delivery-store.js';
import { judgeOutcome, type Judged } from './judge-outcome.js';
import type { Mailer, SendOutcome } from './mailer.js';
import type { Plates } from './plates.js';
import { GIVE_UP_AFTER } from './retry-table.js';
import type { SendJournal } from './send-journal.js';

/** How long a claim lasts. The body must begin within it; the wait after the dot may outlast it. */
export const LEASE = 5 * MINUTE;
/** Nothing begins in the last part of a lease. */
const LEASE_MARGIN = 30 * SECOND;
const LEASE_OVER = { kind: 'not-begun', reason: 'The lease is over' } as const;

export interface SendOneDeps {
  readonly journal: SendJournal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly session: { readonly session: string };
  /** Monotonic milliseconds: `performance.now`, unless a test moves them. */
  readonly ticks?: () => number;
}

export interface Lease {
  readonly until: number;
  /** Monotonic milliseconds at the claim: the wall clock may be set back. */
  readonly claimedAt: number;
}

/** A claimed delivery and what it goes over. */
export interface Order {
  readonly claim: ClaimedDelivery;
  readonly lease: Lease;
  readonly mailer: Pick<Mailer, 'send'>;
}

export interface Sent {
  readonly result: DeliveryResult;
  readonly judged: Judged;
}

/** Sends one claimed delivery. Never throws: what goes wrong before the wire releases the claim. */
export async function sendOne(deps: SendOneDeps, plates: Plates, order: Order): Promise<Sent> {
  const judged = await attempt(deps, plates, order);
  const { claim } = order;
  const result = {
    issueId: claim.issueId,
    subscriberId: claim.subscriberId,
    fence: claim.fence,
    session: deps.session.session,
    at: deps.clock.now(),
    outcome: judged.outcome,
  };
  try {
    deps.journal.answered(result);
  } catch (error) {
    deps.logger.error('journal.write-failed', { error: String(error) });
  }
  return { result, judged };
}

async function attempt(
  { journal, clock, logger, ticks = () => performance.now() }: SendOneDeps,
  plates: Plates,
  { claim, lease, mailer }: Order,
): Promise<Judged> {
  const beginBy = lease.claimedAt + LEASE - LEASE_MARGIN;
  // While an issue is sending, it was last changed by its start or by a resume.
  const deadline = Math.max(claim.dateHeader, plates.issue.updatedAt) + GIVE_UP_AFTER;
  const judge = (sent: SendOutcome) => judgeOutcome(sent, { attempt: claim.attempt, now: clock.now(), deadline });
  let late = false;
  const insideLease = () => {
    late = ticks() >= beginBy || clock.now() >= lease.until - LEASE_MARGIN;
    if (late) throw new Error(LEASE_OVER.reason);
  };
  try {
    const printer = await plates.printer(claim.variant);
    const message = await printer.print(claim);
    insideLease();
    const begin = () => {
      insideLease();
      journal.begun(claim);
    };
    const sent = await mailer.send(message, begin, beginBy);
    return judge(late ? LEASE_OVER : sent);
  } catch (error) {
    if (late) return judge(LEASE_OVER);
    const reply = error instanceof Error ? error.message : String(error);
    logger.error('delivery.not-assembled', { issueId: claim.issueId, subscriberId: claim.subscriberId, reply });
    return { outcome: { state: 'pending', reply, reason: 'not-assembled' }, relayTrouble: reply };
  }
}
