import { addUp, byReason } from '../../delivery/add-up.js';
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
