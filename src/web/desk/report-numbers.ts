import { addUp, type StateNumbers } from '../../delivery/add-up.js';
import { DELIVERY_STATES, type DeliveryState } from '../../delivery/delivery.js';
import type { BreakdownRow, RelayRow } from '../../delivery/delivery-store.js';

export interface Numbers {
  readonly total: number;
  readonly accepted: number;
  readonly failed: number;
  /** Not settled yet: pending, sending, deferred. */
  readonly waiting: number;
  /** Left out, in doubt, held. */
  readonly other: number;
}

export interface DomainNumbers extends Numbers {
  readonly domain: string;
}

export interface RelayNumbers extends Numbers {
  /** Null: not given to a relay yet, or it was not recorded. */
  readonly relay: string | null;
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
export const byDomain = (rows: readonly BreakdownRow[]): readonly DomainNumbers[] =>
  addUp(rows, (row) => row.domain)
    .map(([domain, numbers]) => ({ domain, ...inColumns(numbers) }))
    .toSorted((a, b) => b.total - a.total || (a.domain < b.domain ? -1 : 1));

/** One line per relay, largest first. */
export const byRelay = (rows: readonly RelayRow[]): readonly RelayNumbers[] =>
  addUp(rows, (row) => row.relay).map(([relay, numbers]) => ({ relay, ...inColumns(numbers) }));

function inColumns({ total, states }: StateNumbers): Numbers {
  const columns = { accepted: 0, failed: 0, waiting: 0, other: 0 };
  for (const state of DELIVERY_STATES) columns[COLUMN[state]] += states[state] ?? 0;
  return { total, ...columns };
}
