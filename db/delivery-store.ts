import type { ClaimRequest, DeliveryResult, DeliveryStore } from '../src/delivery/delivery-store.js';
import { createClaimer } from './delivery-claim.js';
import { createDoubtGuard, createDoubtStore } from './delivery-doubts.js';
import { createEventLog } from './delivery-events.js';
import { createPaceBook } from './delivery-pace.js';
import { createDeliveryReader } from './delivery-reader.js';
import { createRetryStore } from './delivery-retry.js';
import { createResultWriter } from './delivery-results.js';
import { createRelayKeys } from './relay-keys.js';
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
  const pace = createPaceBook({ db });
  const relayKeys = createRelayKeys({ db });
  /** An exchange may carry results of several issues; skips of a claim count as settled too. */
  const notePace = (results: readonly DeliveryResult[], request: ClaimRequest | null) => {
    const touched = new Map(results.map(({ issueId, at }) => [issueId, at]));
    if (request !== null) touched.set(request.issueId, request.now);
    for (const [issueId, at] of touched) pace.note(issueId, at);
  };

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
    ...createRetryStore({ db, events }),
    exchange: async (results, request) => {
      const relays = relayKeys(request?.relays ?? []);
      const { paused, claimed } = db.write(() => {
        const done = { paused: apply(results), claimed: request === null ? [] : claim(request, relays) };
        notePace(results, request);
        return done;
      });
      for (const { issueId, reason } of paused) await onPaused?.(issueId, reason);
      return claimed;
    },
  };
}
