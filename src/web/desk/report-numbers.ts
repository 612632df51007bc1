import type { DeliveryState } from '../../delivery/delivery.js';
import type { BreakdownRow } from '../../delivery/delivery-store.js';

export interface DomainNumbers {
  readonly domain: string;
  readonly total: number;
  readonly accepted: number;
  readonly failed: number;
  /** Not settled yet: pending, sending, deferred. */
  readonly waiting: number;
  /** Left out, in doubt, held. */
  readonly other: number;
}

type Column = 'accepted' | 'failed' | 'waiting' | 'other';

const COLUMN: Readonly<Record<DeliveryState, Column>> = {
  accepted: 'accepted',
  failed: 'failed',
  pending: 'waiting',
  sending: 'waiting',
  deferred: 'waiting',
  skipped: 'other',
  in_doubt: 'other',
  held: 'other',
};

/** One line per domain, largest first. */
export function byDomain(rows: readonly BreakdownRow[]): readonly DomainNumbers[] {
  const domains = new Map<string, DomainNumbers>();
  for (const { domain, state, count } of rows) {
    const line = domains.get(domain) ?? { domain, total: 0, accepted: 0, failed: 0, waiting: 0, other: 0 };
    const column = COLUMN[state];
    domains.set(domain, { ...line, total: line.total + count, [column]: line[column] + count });
  }
  return [...domains.values()].toSorted((a, b) => b.total - a.total || (a.domain < b.domain ? -1 : 1));
}

export interface ReasonNumbers {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly count: number;
}

/** Everything but plain acceptance, by state and reason, largest first. */
export function byReason(rows: readonly BreakdownRow[]): readonly ReasonNumbers[] {
  const reasons = new Map<string, ReasonNumbers>();
  for (const { state, reason, count } of rows) {
    if (state === 'accepted') continue;
    const key = `${state} ${reason ?? ''}`;
    reasons.set(key, { state, reason, count: count + (reasons.get(key)?.count ?? 0) });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count);
}
