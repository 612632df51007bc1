import type { DeliveryStore } from './delivery-store.js';
import { SECOND } from '../kernel/clock.js';
import type { Ticks } from '../kernel/ticks.js';

interface Batch {
  readonly issueId: string;
  readonly batch: number;
}

/** Where a slot can help while recipient domains keep what is left of its own batch. */
export interface Visits {
  /** A due batch that is not `own` and was not visited lately; undefined when there is none. */
  next(own: Batch): Promise<Batch | undefined>;
}

/** What is left of a visited batch waits for domains too, or is in other hands: it is not looked at again so soon. */
const VISIT_AGAIN = 10 * SECOND;
const DUE_LIMIT = 1_000;

export interface VisitsDeps {
  readonly deliveries: Pick<DeliveryStore, 'dueBatches'>;
  readonly clock: { now(): number };
  readonly ticks: Ticks;
}

/** One for a process: its slots do not visit the same batch one after another. */
export function createVisits({ deliveries, clock, ticks }: VisitsDeps): Visits {
  const visited = new Map<string, number>();
  return {
    next: async (own) => {
      const now = ticks.now();
      for (const [key, at] of visited) if (now - at >= VISIT_AGAIN) visited.delete(key);
      visited.set(keyOf(own), now);
      const due = await deliveries.dueBatches(clock.now(), DUE_LIMIT);
      const next = due.find((one) => !visited.has(keyOf(one)));
      if (next !== undefined) visited.set(keyOf(next), now);
      return next;
    },
  };
}

const keyOf = ({ issueId, batch }: Batch): string => `${issueId}/${batch}`;
