import { MINUTE, type Clock } from '../kernel/clock.js';
import type { EditorNotices } from '../kernel/editor-notices.js';

/** Tells the editors that an issue was paused by the house, and why. */
export type Alarm = (issueId: string, reason: string) => Promise<void>;

/** A second pause within this time is the same trouble. */
const SAME_TROUBLE = 15 * MINUTE;

export function createAlarm({ notices, baseUrl, clock }: AlarmDeps): Alarm {
  return async (issueId, reason) =>
    notices.tell({
      key: `issue-paused:${issueId}:${Math.floor(clock.now() / SAME_TROUBLE)}`,
      heading: 'An issue was paused',
      paragraphs: [reason, 'Nothing more is sent until somebody resumes it. Whoever got it will not get it again.'],
      action: { label: 'Open the issue', url: `${baseUrl}/desk/issues/${issueId}` },
    });
}

export interface AlarmDeps {
  readonly notices: EditorNotices;
  readonly baseUrl: string;
  readonly clock: Clock;
}
