/** Readers per batch: the unit of a BullMQ job. */
export const BATCH_SIZE = 500;

/** Rows written per transaction while the audience is frozen: some milliseconds, so that no other writer waits. */
export const PAGE_SIZE = 1_000;
