import type { DeliveryResult, DeliveryStore } from '../src/delivery/delivery-store.js';
import { createClaimer } from './delivery-claim.js';
import { createDoubtGuard, createDoubtStore } from './delivery-doubts.js';
import { createEventLog } from './delivery-events.js';
import { createDeliveryReader } from './delivery-reader.js';
import { createResultWriter } from './delivery-results.js';
import { createSessionStore } from './delivery-sessions.js';
import type { Db } from './open.js';

export interface DeliveryStoreDeps {
  readonly db: Db;
  /** Told after the commit that too many doubts paused an issue. */
  readonly onPaused?: (issueId: string, reason: string) => Promise<void>;
}

/** The ledger of deliveries on SQLite. */
export function createDeliveryStore({ db, onPaused }: DeliveryStoreDeps): DeliveryStore {
  const events = createEventLog({ db });
  const claim = createClaimer({ db, events });
  const applyResult = createResultWriter({ db, events });
  const guardDoubts = createDoubtGuard({ db });

  const apply = (results: readonly DeliveryResult[]) => {
    const doubtful = new Map<string, number>();
    for (const result of results) if (applyResult(result)) doubtful.set(result.issueId, result.at);
    return [...doubtful].flatMap(([issueId, at]) => {
      const reason = guardDoubts(issueId, at);
      return reason === undefined ? [] : [{ issueId, reason }];
    });
  };

  return {
    ...createDeliveryReader({ db }),
    ...createSessionStore({ db, events }),
    ...createDoubtStore({ db, events }),
    exchange: async (results, request) => {
      const { paused, claimed } = db.write(() => ({
        paused: apply(results),
        claimed: request === null ? [] : claim(request),
      }));
      for (const { issueId, reason } of paused) await onPaused?.(issueId, reason);
      return claimed;
    },
  };
}
