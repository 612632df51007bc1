import type { ClaimedDelivery, ClaimRequest, DeliveryResult, DeliveryStore } from './delivery-store.js';

/** Results on their way to the ledger. A commit that fails keeps them for the next one. */
export interface ResultBox {
  add(result: DeliveryResult): void;
  exchange(claim: ClaimRequest | null): Promise<readonly ClaimedDelivery[]>;
  readonly size: () => number;
}

export function createResultBox({ deliveries }: { deliveries: DeliveryStore }): ResultBox {
  let results: DeliveryResult[] = [];
  return {
    add: (result) => {
      results.push(result);
    },
    size: () => results.length,
    exchange: async (claim) => {
      const carried = results;
      results = [];
      try {
        return carried.length === 0 && claim === null ? [] : await deliveries.exchange(carried, claim);
      } catch (error) {
        results = [...carried, ...results];
        throw error;
      }
    },
  };
}
