import type { SenderRoom } from '../src/delivery/room.js';
import { batchFrom, idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{issueId, batch}`: works what is due in the batch. */
export const sendBatch =
  (sender: SenderRoom): Handler =>
  async (data, signal) =>
    sender.sendBatch({ issueId: idFrom(data, 'issueId'), batch: batchFrom(data) }, signal);
