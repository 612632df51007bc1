import type { SubscribersDeps } from './deps.js';
import type { LeavingCounts, SubscribersRoom } from './room.js';
import { isLeavingReason, LEAVING_REASONS, type LeavingReason } from './leaving-reason.js';

/** Totals by newsletter, most first; newsletters nobody gave a reason for are left out. */
export function createLeavingCounts({ subscribers }: SubscribersDeps): SubscribersRoom['leavingCounts'] {
  return async (span) => {
    const byNewsletter = new Map<string, LeavingCounts>();
    for (const { newsletterId, reason, count } of await subscribers.leavingCounts(span)) {
      if (!isLeavingReason(reason)) continue;
      const { counts, total } = byNewsletter.get(newsletterId) ?? { counts: NONE, total: 0 };
      byNewsletter.set(newsletterId, { newsletterId, counts: { ...counts, [reason]: count }, total: total + count });
    }
    return [...byNewsletter.values()].toSorted(
      (a, b) => b.total - a.total || (a.newsletterId < b.newsletterId ? -1 : 1),
    );
  };
}

const NONE = Object.fromEntries(LEAVING_REASONS.map((reason) => [reason, 0])) as Readonly<
  Record<LeavingReason, number>
>;
