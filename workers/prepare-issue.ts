import type { IssuesRoom } from '../src/issues/room.js';
import { idFrom } from './payload.js';
import type { Handler } from './worker-deps.js';

/** `{issueId}`: freezes the audience and opens the batches. */
export const prepareIssue =
  (issues: IssuesRoom): Handler =>
  async (data) =>
    issues.prepare(idFrom(data, 'issueId'));
