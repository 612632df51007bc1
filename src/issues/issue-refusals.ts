import { refuse } from '../kernel/refusal.js';
import type { Issue } from './issue.js';

/** The refusals of this room, one sentence each. */
export const unknownIssue = (id: string) =>
  refuse({ code: 'issue.unknown', kind: 'unknown', detail: `There is no issue "${id.slice(0, 60)}".` });

export const changedIssue = () =>
  refuse({
    code: 'issue.changed',
    kind: 'conflict',
    detail: 'The issue was changed since you looked at it. Read it again, then repeat what you wanted to do.',
  });

/** What a story says changed since the approval, which is void now. */
export const storiesChanged = () =>
  refuse({
    code: 'issue.changed',
    kind: 'conflict',
    detail:
      'A story changed since this issue was approved, and the issue prints what it says now. Look, approve, send.',
  });

/** The state does not allow the call. `wanted` is the verb, `approved`. */
export const wrongState = (issue: Issue, wanted: string) =>
  refuse({
    code: issue.state === 'sending' || issue.state === 'done' ? 'issue.already-sending' : 'issue.wrong-state',
    kind: 'conflict',
    detail: `This issue is ${STATE_WORDS[issue.state]} and cannot be ${wanted}.`,
  });

const STATE_WORDS: Readonly<Record<Issue['state'], string>> = {
  draft: 'a draft that nobody approved yet',
  approved: 'approved and waiting for its time',
  preparing: 'being prepared',
  sending: 'already being sent',
  paused: 'paused',
  done: 'done: everybody who gets it has been written to',
  cancelled: 'cancelled',
  skipped: 'skipped',
};
