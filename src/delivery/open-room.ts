import { done, refuse } from '../kernel/refusal.js';
import type { DeliveryStore } from './delivery-store.js';
import { previewMessage } from './preview-message.js';
import { progressOf, type ProgressDeps } from './progress.js';
import type { DeliveryRoom } from './room.js';
import { retryFailed, type RetryDeps } from './retry-failed.js';
import { sendTest, type SendTestDeps } from './send-test.js';

export interface DeliveryRoomDeps extends SendTestDeps, ProgressDeps, Pick<RetryDeps, 'bell'> {
  readonly deliveries: DeliveryStore;
  readonly issues: SendTestDeps['issues'] & ProgressDeps['issues'];
}

/** What web, desk and CLI ask of deliveries. */
export function openDeliveryRoom(deps: DeliveryRoomDeps): DeliveryRoom {
  const { deliveries, clock, logger } = deps;
  return {
    progress: async (issueId) => progressOf(deps, issueId),
    deliveries: async (query) => deliveries.list(query),
    breakdown: async (issueId) => deliveries.breakdown(issueId),
    byRelay: async (issueId) => deliveries.byRelay(issueId),
    sendTest: async (issueId, to, actor) => sendTest(deps, { issueId, to, actor }),
    preview: async (issueId) => previewMessage(deps, issueId),
    retryFailed: async (issueId, options, by) => retryFailed(deps, { issueId, ...options, by }),
    resolve: async (delivery, to, actor) => {
      if (await deliveries.resolve(delivery, to, actor, clock.now())) {
        logger.info('delivery.resolved', { ...delivery, to, actor });
        return done(undefined);
      }
      return refuse({
        code: 'delivery.not-held',
        kind: 'conflict',
        detail:
          'Only a delivery that is held or in doubt can be settled by hand, and nothing is sent again for a cancelled ' +
          'issue. Load the page again to see where it stands.',
      });
    },
  };
}
