/** The ledger's states; `reliability` of every transition is in docs/ARCHITECTURE.md. */
export const DELIVERY_STATES = [
  'pending',
  'sending',
  'accepted',
  'deferred',
  'failed',
  'skipped',
  'in_doubt',
  'held',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** How many deliveries of an issue are in each state. */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>>;
