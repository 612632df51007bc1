import type { Actor } from '../kernel/actor.js';
import type { Bell } from '../kernel/bell.js';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { DeliveryStore } from './delivery-store.js';

export interface RetryDeps {
  readonly deliveries: Pick<DeliveryStore, 'retryFailed' | 'dueBatches'>;
  readonly bell: Bell;
  readonly issues: Pick<IssueStore, 'byId'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** More are rung by reconcile. */
const RING_LIMIT = 1_000;

/** Puts failed deliveries back to work and rings their batches. */
export async function retryFailed(
  { deliveries, issues, bell, clock, logger }: RetryDeps,
  request: { issueId: string; reason?: string; by: Actor },
): Promise<Outcome<{ retried: number }>> {
  const issue = await issues.byId(request.issueId);
  if (issue === undefined)
    return refuse({ code: 'issue.unknown', kind: 'unknown', detail: `There is no issue "${request.issueId}".` });
  if (issue.state !== 'sending' && issue.state !== 'paused' && issue.state !== 'done')
    return refuse({
      code: 'issue.wrong-state',
      kind: 'conflict',
      detail: `Only an issue that is sending, paused or done has deliveries to try again; this one is ${issue.state}.`,
    });
  const retried = await deliveries.retryFailed({ ...request, at: clock.now() });
  const due = await deliveries.dueBatches(clock.now(), RING_LIMIT);
  const own = due.filter(({ issueId }) => issueId === request.issueId);
  bell.ring(own.map(({ issueId, batch }) => ({ name: 'send-batch', issueId, batch })));
  logger.info('deliveries.retried', { ...request, retried });
  return done({ retried });
}
