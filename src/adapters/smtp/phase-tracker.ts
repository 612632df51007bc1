import type { SmtpPhase } from '../../delivery/mailer.js';

const PHASE_OF_COMMAND: readonly (readonly [RegExp, SmtpPhase])[] = [
  [/^(EHLO|HELO)/, 'hello'],
  [/^STARTTLS/, 'tls'],
  [/^AUTH/, 'auth'],
  [/^MAIL/, 'mail'],
  [/^RCPT/, 'rcpt'],
  [/^DATA/, 'data'],
];

/** Follows a session through nodemailer's transaction log: commands are answered in the order they were sent. */
export interface PhaseTracker {
  connected(): void;
  command(line: string): void;
  answered(): void;
  /** The phase whose answer is being waited for. */
  current(): SmtpPhase;
  /** The phase of the last answer. */
  lastAnswered(): SmtpPhase;
}

export function createPhaseTracker(): PhaseTracker {
  const waiting: SmtpPhase[] = [];
  let last: SmtpPhase = 'connect';
  return {
    connected: () => {
      waiting.push('greeting');
    },
    command: (line) => {
      const known = PHASE_OF_COMMAND.find(([pattern]) => pattern.test(line));
      // The lines of an AUTH exchange carry no verb.
      waiting.push(known?.[1] ?? last);
    },
    answered: () => {
      last = waiting.shift() ?? last;
    },
    current: () => waiting[0] ?? last,
    lastAnswered: () => last,
  };
}
