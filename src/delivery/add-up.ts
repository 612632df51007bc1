import type { DeliveryState } from './delivery.js';
import type { BreakdownRow } from './delivery-store.js';

export interface StateNumbers {
  readonly total: number;
  readonly states: Readonly<Partial<Record<DeliveryState, number>>>;
}

/** Adds numbers up by a key, largest first. */
export function addUp<Row extends { readonly state: DeliveryState; readonly count: number }, Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
): readonly (readonly [Key, StateNumbers])[] {
  const lines = new Map<Key, StateNumbers>();
  for (const row of rows) {
    const { total, states } = lines.get(keyOf(row)) ?? { total: 0, states: {} };
    const count = (states[row.state] ?? 0) + row.count;
    lines.set(keyOf(row), { total: total + row.count, states: { ...states, [row.state]: count } });
  }
  return [...lines].toSorted(([, a], [, b]) => b.total - a.total);
}

export interface ReasonNumbers {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly count: number;
}

/** Adds numbers up by state and reason, largest first. */
export function byReason(rows: readonly BreakdownRow[]): readonly ReasonNumbers[] {
  const reasons = new Map<string, ReasonNumbers>();
  for (const { state, reason, count } of rows) {
    const key = `${state} ${reason ?? ''}`;
    reasons.set(key, { state, reason, count: count + (reasons.get(key)?.count ?? 0) });
  }
  return [...reasons.values()].toSorted((a, b) => b.count - a.count);
}
