import { ABOUT_US } from '../effects.js';

export type AlarmKind = 'hard' | 'complaint' | 'block';

/** A line that an issue's numbers passed. */
export interface FeedbackAlarm {
  readonly issueId: string;
  readonly kind: AlarmKind;
  /** The mailbox provider that blocks; empty for the other kinds. */
  readonly provider: string;
  readonly count: number;
  /** Mails that `count` is a part of. */
  readonly mails: number;
}

/**
 * From this share on, and from this many on, so that three readers of a small list are no alarm. Complaints: Gmail asks
 * for less than 0.1 % and acts at 0.3 %. Hard bounces: services warn at 2 % and stop senders at 5 %. Blocks: as at SMTP
 * time, where 5 % hold a domain back.
 */
export const ALARM_LINES: Readonly<Record<AlarmKind, { readonly share: number; readonly least: number }>> = {
  hard: { share: 0.02, least: 10 },
  complaint: { share: 0.001, least: 3 },
  block: { share: 0.05, least: 10 },
};

export const isOverLine = ({ kind, count, mails }: Pick<FeedbackAlarm, 'kind' | 'count' | 'mails'>): boolean =>
  count >= ALARM_LINES[kind].least && mails > 0 && count / mails >= ALARM_LINES[kind].share;

/** One more than so many mails may be for `count` to be over the line: who counts them need not count on. */
export const mostMails = ({ kind, count }: Pick<FeedbackAlarm, 'kind' | 'count'>): number =>
  Math.ceil(count / ALARM_LINES[kind].share) + 1;

/** Reasons that are about us as a sender and not about a reader. */
export const BLOCK_REASONS: ReadonlySet<string> = new Set([
  ...ABOUT_US,
  // What the answer at SMTP time is called.
  'sender-refused',
  'sender-authentication',
]);

const percent = (count: number, mails: number): string => `${((100 * count) / Math.max(1, mails)).toFixed(1)} %`;

/** One sentence for people. */
export function alarmWords({ kind, provider, count, mails }: FeedbackAlarm): string {
  const share = `${count} of ${mails} mails (${percent(count, mails)})`;
  const words: Readonly<Record<AlarmKind, string>> = {
    hard: `${share} came back because the address does not exist.`,
    complaint: `Readers marked ${share} as spam.`,
    block: `${provider} refused ${share} because of us, not because of the readers.`,
  };
  return words[kind];
}

/** What to do about it. */
export const ALARM_ADVICE: Readonly<Record<AlarmKind, string>> = {
  hard: 'These addresses are suppressed and get no more mail. So many at once usually come from an import: look where the addresses came from.',
  complaint:
    'These readers are unsubscribed. Gmail delivers to the spam folder from 0.3 % on: check how readers were asked, and whether the unsubscribe link is easy to find.',
  block:
    'No reader is counted for it. Look at the answers in the report, at your DKIM, SPF and DMARC records (pressrun doctor), and ask the provider.',
};
