import type { Actor } from '../kernel/actor.js';
import type { Clock } from '../kernel/clock.js';
import type { Logger } from '../kernel/logger.js';
import { done, refuse, type Outcome } from '../kernel/refusal.js';
import type { IssueStore } from '../issues/issue-store.js';
import type { DeliveryStore } from './delivery-store.js';

export interface RetryDeps {
  readonly deliveries: Pick<DeliveryStore, 'retryFailed'>;
  readonly issues: Pick<IssueStore, 'byId'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Puts failed deliveries back to work; reconcile rings their batches. */
export async function retryFailed(
  { deliveries, issues, clock, logger }: RetryDeps,
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
  logger.info('deliveries.retried', { ...request, retried });
  return done({ retried });
}
