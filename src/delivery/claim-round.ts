import type { Clock } from '../kernel/clock.js';
import type { ClaimedDelivery } from './delivery-store.js';
import type { DomainShare } from './domain-pace.js';
import type { ResultBox } from './result-box.js';
import { LEASE, type Lease } from './send-one.js';
import type { Turn, Turns } from './turns.js';

export interface ClaimRoundDeps {
  readonly box: ResultBox;
  readonly turns: Turns;
  /** What recipient domains take now, of so many messages. */
  readonly domainPace: (wanted: number) => Promise<DomainShare>;
  readonly session: { readonly session: string };
  readonly clock: Clock;
  readonly ticks?: () => number;
}

/** Claims with a turn each: every one may be sent at once. */
export interface Round {
  readonly claims: readonly { readonly claim: ClaimedDelivery; readonly turn: Turn }[];
  readonly lease: Lease;
  /** Nothing more of the batch is due. */
  readonly exhausted: boolean;
  /** The rest of the batch is for recipient domains that take no more now. */
  readonly kept: boolean;
  /** Milliseconds after which to try again, when a limit kept the rest. */
  readonly askAgainIn: number;
}

/** Records what is in the box and claims of the batch what relays and recipient domains take now, `wanted` at most. */
export async function claimRound(
  deps: ClaimRoundDeps,
  { issueId, batch }: { issueId: string; batch: number },
  wanted: number,
): Promise<Round> {
  const { box, turns, session, clock, ticks = () => performance.now() } = deps;
  const taken = await turns.take({ wanted });
  const lease = { until: clock.now() + LEASE, claimedAt: ticks() };
  const limit = taken.turns.length;
  if (limit === 0) {
    await box.exchange(null);
    return { claims: [], lease, exhausted: false, kept: false, askAgainIn: taken.askAgainIn };
  }
  let claimed: readonly ClaimedDelivery[] = [];
  let share: DomainShare | undefined;
  let keptFor: number | undefined;
  try {
    share = await deps.domainPace(limit);
    const domains = share.quotas === undefined ? {} : { domains: share.quotas };
    const relays = taken.turns.map(({ relay }) => relay);
    const times = { now: clock.now(), leaseUntil: lease.until };
    const request = { issueId, batch, limit, session: session.session, ...times, relays };
    claimed = await box.exchange({ ...request, ...domains });
  } finally {
    keptFor = await share?.settle(claimed);
    await turns.giveBack(taken.turns.slice(claimed.length));
  }
  const claims = taken.turns
    .slice(0, claimed.length)
    .map((turn, i) => ({ claim: claimed[i] as ClaimedDelivery, turn }));
  const kept = keptFor !== undefined;
  return { claims, lease, kept, exhausted: claimed.length < limit && !kept, askAgainIn: keptFor ?? 0 };
}
