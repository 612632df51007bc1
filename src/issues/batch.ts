/** Readers per batch: the unit of a BullMQ job. */
export const BATCH_SIZE = 500;

/** Rows written per transaction while the audience is frozen: some 10 ms, so that no other writer waits long. */
export const PAGE_SIZE = 2_000;
