import { MINUTE, type Clock } from '../kernel/clock.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { DeliveryCounts } from './delivery.js';
import type { DeliveryStore } from './delivery-store.js';
import type { Progress } from './room.js';

export interface ProgressDeps {
  readonly deliveries: Pick<DeliveryStore, 'counts' | 'settledSince'>;
  readonly issues: Pick<IssueStore, 'byId'>;
  readonly clock: Clock;
}

/** Where an issue stands. Before its audience is frozen everything is zero. */
export async function progressOf({ deliveries, issues, clock }: ProgressDeps, issueId: string): Promise<Progress> {
  const issue = await issues.byId(issueId);
  const counts = await deliveries.counts(issueId);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const audience = issue?.expectedCount ?? total;
  const settled = settledOf(counts);
  // What waits for a second try or for evidence moves at its own time, not at this pace.
  const moving = issue?.state === 'sending' && counts.pending + counts.sending > 0;
  const pace = moving ? await deliveries.settledSince(issueId, clock.now() - MINUTE) : 0;
  const running = Math.min(MINUTE, clock.now() - (issue?.startedAt ?? 0));
  const remaining = counts.pending + counts.sending;
  return {
    audience,
    counts,
    share: audience === 0 ? 0 : settled / audience,
    etaSeconds: pace > 0 ? Math.ceil((remaining * Math.max(running, 1)) / pace / 1000) : null,
  };
}

const settledOf = ({ accepted, failed, skipped, held }: DeliveryCounts): number => accepted + failed + skipped + held;
