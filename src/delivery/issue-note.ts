import type { Issue } from '../issues/issue.js';
import type { IssueStore } from '../issues/issue-store.js';
import { MINUTE } from '../kernel/clock.js';

/** Shows on an issue that is sending why it stands still, once per reason, and takes it away again. */
export interface IssueNote {
  trouble(said: string): Promise<void>;
  closed(words: string): Promise<void>;
  /** Nothing may be sent for so many milliseconds. */
  waiting(milliseconds: number): Promise<void>;
  moving(): Promise<void>;
}

const LENGTH = 300;

export function createIssueNote({ issues }: { issues: Pick<IssueStore, 'noteTrouble'> }, issue: Issue): IssueNote {
  let shown = issue.stateReason;
  let kind: string | null = shown;
  const show = async (next: string | null, words: string | null) => {
    if (kind === next && (next === 'trouble' || shown === words)) return;
    kind = next;
    shown = words?.slice(0, LENGTH) ?? null;
    await issues.noteTrouble(issue.id, shown);
  };
  return {
    trouble: async (said) =>
      show('trouble', `The mail server takes nothing at the moment (${said}). It is tried again by itself.`),
    closed: async (words) => show('closed', words),
    waiting: async (milliseconds) => {
      const minutes = Math.ceil(milliseconds / MINUTE);
      await show('waiting', `The limits let nothing more out for ${minutes} minutes. It goes on by itself.`);
    },
    moving: async () => show(null, null),
  };
}
