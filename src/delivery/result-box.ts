import type { Logger } from '../kernel/logger.js';
import type { ClaimedDelivery, ClaimRequest, DeliveryResult, DeliveryStore } from './delivery-store.js';
import type { SendJournal } from './send-journal.js';

/** Results on their way to the ledger. A commit that fails keeps them for the next one. */
export interface ResultBox {
  add(result: DeliveryResult): void;
  exchange(claim: ClaimRequest | null): Promise<readonly ClaimedDelivery[]>;
  readonly size: () => number;
}

export interface ResultBoxDeps {
  readonly deliveries: Pick<DeliveryStore, 'exchange'>;
  /** Told what the ledger has. */
  readonly journal: Pick<SendJournal, 'settled'>;
  readonly logger: Logger;
}

export function createResultBox({ deliveries, journal, logger }: ResultBoxDeps): ResultBox {
  let results: DeliveryResult[] = [];
  /** Never throws: the claims of the exchange would be lost. A journal that stays long is only slower to read. */
  const settle = (carried: readonly DeliveryResult[]) => {
    try {
      if (carried.length > 0) journal.settled(carried);
    } catch (error) {
      logger.error('journal.not-shortened', { error: String(error) });
    }
  };
  return {
    add: (result) => {
      results.push(result);
    },
    size: () => results.length,
    exchange: async (claim) => {
      const carried = results;
      results = [];
      try {
        const claims = carried.length === 0 && claim === null ? [] : await deliveries.exchange(carried, claim);
        settle(carried);
        return claims;
      } catch (error) {
        results = [...carried, ...results];
        throw error;
      }
    },
  };
}
