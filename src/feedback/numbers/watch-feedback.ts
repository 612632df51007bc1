import { DAY, type Clock } from '../../kernel/clock.js';
import type { EditorNotices } from '../../kernel/editor-notices.js';
import type { Logger } from '../../kernel/logger.js';
import { ALARM_ADVICE, alarmWords, type AlarmKind } from './alarm-rules.js';
import { findAlarms } from './find-alarms.js';
import type { NumbersStore } from './numbers-store.js';

export interface WatchFeedbackDeps {
  readonly numbers: NumbersStore;
  readonly notices: EditorNotices;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly baseUrl: string;
}

/** Bounces and complaints come within days; after that nobody can do anything about an issue. */
export const WATCHED_FOR = 3 * DAY;

const HEADINGS: Readonly<Record<AlarmKind, string>> = {
  hard: 'Many addresses do not exist',
  complaint: 'Readers complain',
  block: 'A mailbox provider refuses our mail',
};

/** Looks at the issues of the last days; tells the editors of each line that was passed, once. */
export function createFeedbackWatch(deps: WatchFeedbackDeps): () => Promise<void> {
  const { numbers, notices, clock, logger, baseUrl } = deps;
  return async () => {
    const now = clock.now();
    for (const issue of await numbers.issuesSince(now - WATCHED_FOR)) {
      for (const alarm of await findAlarms(numbers, issue)) {
        if (!(await numbers.raise(alarm, now))) continue;
        const { issueId, kind, provider, count, mails } = alarm;
        logger.warn('feedback.alarm', { issue: issueId, kind, provider, count, mails });
        await notices.tell({
          key: `feedback:${kind}:${issueId}:${provider}`,
          heading: HEADINGS[kind],
          paragraphs: [`"${issue.subject}": ${alarmWords(alarm)}`, ALARM_ADVICE[kind]],
          action: { label: 'Open the report', url: `${baseUrl}/desk/issues/${issueId}/report` },
        });
      }
    }
  };
}
