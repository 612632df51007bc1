import type { Issue } from '../issues/issue.js';
import type { Clock } from '../kernel/clock.js';
import type { NewslettersRoom } from '../newsletters/room.js';
import { opensAt } from '../newsletters/send-window.js';
import type { IssueNote } from './issue-note.js';

export interface WindowGateDeps {
  readonly newsletters: Pick<NewslettersRoom, 'find'>;
  readonly clock: Clock;
}

/** Lets an issue out in its newsletter's send window only; an urgent one always. */
export interface WindowGate {
  /** When it is closed, the issue shows until when. */
  isOpen(): Promise<boolean>;
}

export async function createWindowGate(
  { newsletters, clock }: WindowGateDeps,
  { issue, note }: { issue: Issue; note: IssueNote },
): Promise<WindowGate> {
  const newsletter = await newsletters.find(issue.newsletterId);
  const window = newsletter?.sendWindow ?? null;
  if (newsletter === undefined || window === null || issue.kind === 'urgent') return { isOpen: async () => true };
  const { timeZone } = newsletter.schedule;
  return {
    isOpen: async () => {
      if (opensAt(window, timeZone, clock.now()) === undefined) return true;
      const hours = `${window.from} to ${window.to}, ${timeZone}`;
      await note.closed(`Outside the newsletter's send window (${hours}). It goes on by itself at ${window.from}.`);
      return false;
    },
  };
}
