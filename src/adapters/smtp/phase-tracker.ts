import type { SmtpPhase } from '../../delivery/mailer.js';

const PHASE_OF_COMMAND: readonly (readonly [RegExp, SmtpPhase])[] = [
  [/^(EHLO|HELO)/, 'hello'],
  [/^STARTTLS/, 'tls'],
  [/^AUTH/, 'auth'],
];

/** Follows the opening of a session through nodemailer's transaction log: commands are answered in their order. */
export interface PhaseTracker {
  connected(): void;
  command(line: string): void;
  answered(): void;
  /** The phase whose answer is being waited for. */
  current(): SmtpPhase;
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
  };
}
