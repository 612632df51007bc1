import type { SmtpPhase } from '../../delivery/mailer.js';
import type { Heard } from './adopt-socket.js';

const PHASE_OF_COMMAND: readonly (readonly [RegExp, SmtpPhase])[] = [
  [/^(EHLO|HELO)/, 'hello'],
  [/^STARTTLS/, 'tls'],
  [/^AUTH/, 'auth'],
];

/** Follows the opening of a session through nodemailer's transaction log: commands are answered in their order. */
export interface PhaseTracker {
  connected(): void;
  command(line: string): void;
  answered(reply: string): void;
  /** The phase whose answer is being waited for. */
  current(): SmtpPhase;
  heard(): Heard;
}

interface Waiting {
  readonly phase: SmtpPhase;
  readonly since: number;
}

export function createPhaseTracker(now: () => number = () => performance.now()): PhaseTracker {
  const waiting: Waiting[] = [];
  let last: SmtpPhase = 'connect';
  let hello = '';
  let roundTrip = Infinity;
  return {
    connected: () => {
      waiting.push({ phase: 'greeting', since: -Infinity });
    },
    command: (line) => {
      const known = PHASE_OF_COMMAND.find(([pattern]) => pattern.test(line));
      // The lines of an AUTH exchange carry no verb.
      waiting.push({ phase: known?.[1] ?? last, since: now() });
    },
    answered: (reply) => {
      const { phase, since } = waiting.shift() ?? { phase: last, since: -Infinity };
      last = phase;
      roundTrip = Math.min(roundTrip, now() - since);
      if (phase === 'hello') hello = reply;
    },
    current: () => waiting[0]?.phase ?? last,
    heard: () => ({ hello, roundTrip }),
  };
}
