import { addUp } from '../../delivery/add-up.js';
import type { DeliveryState } from '../../delivery/delivery.js';
import type { BreakdownRow, RelayRow } from '../../delivery/delivery-store.js';
import type { Progress } from '../../delivery/room.js';
import type { Issue } from '../../issues/issue.js';
import { isoTimeOrNull } from './iso-time.js';

export interface ReportNumbers {
  readonly progress: Progress;
  readonly rows: readonly BreakdownRow[];
  readonly relays: readonly RelayRow[];
}

/** Numbers by reason, by domain and by relay, largest first; accepted deliveries have no reason. */
export function presentReport(issue: Issue, { progress, rows, relays }: ReportNumbers) {
  return {
    issue: issue.id,
    state: issue.state,
    startedAt: isoTimeOrNull(issue.startedAt),
    finishedAt: isoTimeOrNull(issue.finishedAt),
    audience: progress.audience,
    counts: progress.counts,
    excluded: issue.excluded ?? {},
    reasons: byReason(rows),
    domains: addUp(rows, (row) => row.domain).map(([domain, numbers]) => ({ domain, ...numbers })),
    relays: addUp(relays, (row) => row.relay).map(([relay, numbers]) => ({ relay, ...numbers })),
  };
}

function byReason(rows: readonly BreakdownRow[]) {
  const reasons = new Map<string, { state: DeliveryState; reason: string | null; count: number }>();
  for (const { state, reason, count } of rows) {
    const key = `${state} ${reason ?? ''}`;
    reasons.set(key, { state, reason, count: count + (reasons.get(key)?.count ?? 0) });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count);
}
